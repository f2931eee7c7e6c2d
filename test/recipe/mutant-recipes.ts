// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how recipes write variables
import { sample } from './sample';

/** A recipe with one mistake in it. */
export interface Mutant {
  readonly name: string;
  readonly text: string | Uint8Array;
  /** Where the problem must be said to be, and what must be said. */
  readonly line?: number;
  readonly says?: string;
}

const lines = sample.split('\n');
const keyLine = /^( *(?:- )?)([a-z-]+):(.*)$/;
const keys = lines.flatMap((text, index) => {
  const match = keyLine.exec(text);
  return match === null ? [] : [{ index, line: index + 1, indent: match[1]!, key: match[2]!, value: match[3]!.trim() }];
});

function replaced(index: number, ...by: readonly string[]): string {
  return lines.toSpliced(index, 1, ...by).join('\n');
}

const required = ['task', 'data', 'root', 'trials', 'loss', 'training', 'epochs', 'backends'];
const wrong: Readonly<Record<string, string>> = {
  task: 'verificatoin',
  seed: '1.5',
  data: '[1]',
  root: '3',
  trials: '{a: 1}',
  max_bad: '2',
  model: 'x',
  embedding: '"512"',
  loss: '3',
  scale: 'x',
  margin: '1,5',
  training: '[]',
  epochs: 'many',
  batch: '1.5',
  rate: '0',
  crop: '2 sec',
  deterministic: 'yes',
  precision: 'fp16',
  backends: 'cosine',
  type: '5',
  lda: '0',
  iterations: 'true',
  metrics: 'eer',
  target: '-0.1',
};

/** The block that hangs on a key, with it. */
function without(index: number): string {
  const indent = lines[index]!.search(/[^ ]/);
  let end = index + 1;
  while (lines[end] !== undefined && lines[end] !== '' && lines[end]!.search(/[^ ]/) > indent) end++;
  return lines.toSpliced(index, end - index).join('\n');
}

function swapped(key: string): string {
  return key.length < 3 ? `${key}x` : `${key.slice(0, 1)}${key[2]}${key[1]}${key.slice(3)}`;
}

/** `sample` with one mistake each, 100 and more. */
export const bad: readonly Mutant[] = [
  ...keys
    .map(({ index, line, indent, key, value }) => ({
      name: `${key} on line ${line} with two letters swapped`,
      text: replaced(index, `${indent}${swapped(key)}: ${value}`),
      line,
      ...(key === 'type' || swapped(key) === key ? {} : { says: `${swapped(key)}: unknown key, did you mean ${key}` }),
    }))
    .filter(({ text }) => text !== sample),
  ...keys.map(({ index, line, indent, key, value }) => ({
    name: `${key} on line ${line} twice`,
    text: replaced(index, `${indent}${key}: ${value}`, `${indent.replace('-', ' ')}${key}: 1`),
    ...(value === '' ? {} : { line: line + 1, says: `${key}: duplicate key, first at` }),
  })),
  ...keys.map(({ index, line, indent, key }) => ({
    name: `${key} on line ${line} of a wrong type`,
    text: without(index).split('\n').toSpliced(index, 0, `${indent}${key}: ${wrong[key]}`).join('\n'),
    line,
    says: 'expected ',
  })),
  ...keys
    .filter(({ key, indent }) => required.includes(key) && !indent.includes('-'))
    .map(({ index, key }) => ({
      name: `no ${key}`,
      text: without(index),
      says: `${key}: missing, expected `,
    })),
  { name: 'a tab', text: sample.replace('  scale', '\tscale'), line: 14, says: 'tab' },
  {
    name: 'no for a boolean',
    text: sample.replace('deterministic: true', 'deterministic: no'),
    line: 21,
    says: 'did you mean false?',
  },
  {
    name: 'on for a boolean',
    text: sample.replace('deterministic: true', 'deterministic: on'),
    line: 21,
    says: 'did you mean true?',
  },
  {
    name: 'a comma in a number',
    text: sample.replace('0.30', '0,30'),
    line: 15,
    says: 'expected a number, found "0,30", did you mean 0.30?',
  },
  { name: 'two documents', text: `${sample}---\n${sample}`, line: 32, says: 'expected one document' },
  {
    name: 'an open bracket',
    text: sample.replace('seed: 1', 'seed: [1'),
    says: 'is a bracket or a quote above it still open?',
  },
  {
    name: 'an open quote',
    text: sample.replace('/corpora', '"/corpora'),
    says: 'is a bracket or a quote above it still open?',
  },
  { name: 'a wrong indent', text: sample.replace('  scale', '   scale'), line: 14, says: 'indentation' },
  {
    name: 'an option of another loss',
    text: sample.replace('am-softmax', 'softmax'),
    line: 14,
    says: 'it is an option of am-softmax',
  },
  {
    name: 'an unknown loss',
    text: sample.replace('am-softmax', 'am-sofmax'),
    line: 13,
    says: 'found "am-sofmax", did you mean am-softmax',
  },
  {
    name: 'an unknown metric',
    text: sample.replace('- eer', '- err'),
    line: 29,
    says: 'found "err", did you mean eer?',
  },
  {
    name: 'an unset variable',
    text: sample.replace('/corpora', '${SVTK_NOT_SET}'),
    line: 5,
    says: 'SVTK_NOT_SET is not set',
  },
  {
    name: 'a value too large',
    text: sample.replace('0.30', '3.0'),
    line: 15,
    says: 'expected a number from 0 to 1, found 3',
  },
  { name: 'not a number', text: sample.replace('1e-1', '.nan'), line: 19, says: 'expected a number, found NaN' },
  { name: 'infinity', text: sample.replace('1e-1', '.inf'), line: 19, says: 'expected a number, found Infinity' },
  {
    name: 'an empty list',
    text: sample.replace(/trials:\n.*\n.*\n/, 'trials: []\n'),
    line: 6,
    says: 'expected at least 1 item',
  },
  {
    name: 'a value left out',
    text: sample.replace('margin: 0.30', 'margin:'),
    line: 15,
    says: 'expected a number, found nothing',
  },
  { name: 'a merge key', text: `x: &x {seed: 2}\n<<: *x\n${sample}`, line: 2, says: 'merge keys are not read' },
  { name: 'an empty file', text: '', line: 1, says: 'empty' },
  { name: 'only a comment', text: '# nothing\n', line: 1, says: 'empty' },
  { name: 'UTF-16', text: Buffer.from(`\uFEFF${sample}`, 'utf16le'), line: 1, says: 'expected UTF-8' },
  { name: 'a null byte', text: sample.replace('/corpora', '/cor\0pora'), line: 5, says: 'null byte' },
];

/** `sample` in other clothes, each of which must be taken. */
export const good: Readonly<Record<string, string>> = {
  'as it is': sample,
  'with 1e-3': sample.replace('1e-1', '1e-3'),
  'with 1E+0': sample.replace('1e-1', '1E+0'),
  'with .5': sample.replace('0.30', '.5'),
  'with +0.5': sample.replace('0.30', '+0.5'),
  'with a byte order mark': `\uFEFF${sample}`,
  'with CRLF': sample.replaceAll('\n', '\r\n'),
  'with CR': sample.replaceAll('\n', '\r'),
  'without a last line end': sample.trimEnd(),
  'with ---': `---\n${sample}`,
  'with ... at the end': `${sample}...\n`,
  'with %YAML 1.2': `%YAML 1.2\n---\n${sample}`,
  'with tabs after values': sample.replace('seed: 1', 'seed: 1\t# one'),
  'with True': sample.replace('deterministic: true', 'deterministic: True'),
  'with quoted keys': sample.replace('seed:', '"seed":'),
  'with 200 ms': sample.replace('2 s', '200 ms'),
  'with a bare share': sample.replace('0.1 %', '0.001'),
  'with 12k': sample.replace('batch: 128', 'batch: 12k'),
  'in flow style':
    'task: verification\ndata: { root: /c, trials: [a] }\nloss: softmax\ntraining: { epochs: 1 }\nbackends: [cosine]\n',
  'with an alias': sample.replace('    - voxceleb1-o\n    - sitw-eval', '    - &t voxceleb1-o\n    - *t'),
  'with a quoted 0,2 as text': sample.replace('/corpora', "'0,2'"),
  'with profiles': `${sample}profiles:\n  mini: { training: { epochs: 1 } }\n`,
};
