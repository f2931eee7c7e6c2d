import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCorpus } from '../../src/corpora';
import { readUtterances } from '../../src/corpora/all-rows';
import { treeOf } from './tree';

const ignore = (): void => {};
const rowsOf = (name: string, options: object, root: string) =>
  readUtterances(buildCorpus(name, options, { root }).utterances('all', ignore));

test('kaldi reads wav.scp and utt2spk; relative paths start from base', async () => {
  const root = treeOf({ 'data/wav.scp': 'a one.wav\r\nb  /abs/two two.wav\n', 'data/utt2spk': 'a s1\nb s2' });
  expect(await rowsOf('kaldi', { directory: 'data' }, root)).toEqual([
    { id: 'a', audio: join(root, 'one.wav'), speaker: 's1' },
    { id: 'b', audio: '/abs/two two.wav', speaker: 's2' },
  ]);
});

test('kaldi reads segments as spans of a recording, which is their session', async () => {
  const root = treeOf({ 'wav.scp': 'r /r.wav\n', segments: 'r-1 r 0.5 2.25\nr-2 r 3 4\n', utt2spk: 'r-1 s\nr-2 s\n' });
  expect(await rowsOf('kaldi', { directory: '.' }, root)).toEqual([
    { id: 'r-1', audio: '/r.wav', span: [0.5, 2.25], speaker: 's', session: 'r' },
    { id: 'r-2', audio: '/r.wav', span: [3, 4], speaker: 's', session: 'r' },
  ]);
});

const refused: readonly [string, Record<string, string>, string][] = [
  [
    'a command in wav.scp',
    { 'wav.scp': 'a touch /tmp/x; cat a.wav |' },
    'wav.scp:1  wav.scp holds a command, and svtk runs none',
  ],
  ['an archive in wav.scp', { 'wav.scp': 'a wav.ark:12' }, 'points into an archive'],
  ['an id that comes twice', { 'wav.scp': 'a 1.wav\na 2.wav' }, "wav.scp:2  id comes twice: found 'a'"],
  ['an utterance without a speaker', { 'wav.scp': 'a 1.wav', utt2spk: 'b s' }, 'utterance without a speaker'],
  ['one column', { 'wav.scp': 'a' }, "wav.scp:1  one column: expected <id> <value>, found 'a'"],
  ['a segment that ends before it starts', { 'wav.scp': 'a 1.wav', segments: 'x a 2 1' }, 'segments:1  not a segment'],
  ['a segment of nothing', { 'wav.scp': 'a 1.wav', segments: 'x b 1 2' }, 'segment of an unknown recording'],
  ['a NUL', { 'wav.scp': 'a\0b 1.wav' }, 'NUL in a line'],
  ['no wav.scp', {}, 'not a Kaldi data directory'],
];
for (const [what, files, message] of refused) {
  test(`kaldi refuses ${what}`, async () => {
    await expect(rowsOf('kaldi', { directory: '.' }, treeOf(files))).rejects.toThrow(message);
  });
}

test('kaldi trials(trials) reads both forms of a trial file, and refuses an unknown utterance', async () => {
  const root = treeOf({
    'wav.scp': 'a 1.wav\nb 2.wav',
    utt2spk: 'a s\nb t',
    trials: 'a b nontarget\na a target\n',
    numbers: '0 a b\n1 a a\n',
    bad: 'a c target',
    bare: 'a b',
  });
  const corpus = (trials: string) => buildCorpus('kaldi', { directory: '.', trials }, { root });
  for (const form of ['trials', 'numbers']) {
    expect((await corpus(form).trials('trials', ignore)).trials).toEqual([
      { enroll: 'a', test: 'b', target: false },
      { enroll: 'a', test: 'a', target: true },
    ]);
  }
  await expect(corpus('bare').trials('trials', ignore)).rejects.toThrow('trials without labels');
  await expect(corpus('bad').trials('trials', ignore)).rejects.toThrow('found 1 missing: c');
});

test('listed reads CSV with quotes, TSV and JSONL alike', async () => {
  const root = treeOf({
    'l/a.csv': '\uFEFFid,audio,speaker,start,end\r\n1,"x, ""y"".wav",s,,\r\n2,/z.wav,t,0.5,1\r\n',
    'l/a.tsv': 'id\taudio\tspeaker\tstart\tend\n1\tx, "y".wav\ts\t\t\n'.replaceAll('"', ''),
    'l/a.jsonl':
      '{"id":"1","audio":"x, \\"y\\".wav","speaker":"s"}\n{"id":"2","audio":"/z.wav","speaker":"t","start":0.5,"end":1}\n',
  });
  const expected = [
    { id: '1', audio: join(root, 'l/x, "y".wav'), speaker: 's' },
    { id: '2', audio: '/z.wav', speaker: 't', span: [0.5, 1] },
  ];
  expect(await rowsOf('listed', { file: 'l/a.csv' }, root)).toEqual(expected);
  expect(await rowsOf('listed', { file: 'l/a.jsonl' }, root)).toEqual(expected);
  expect(await rowsOf('listed', { file: 'l/a.tsv' }, root)).toEqual([
    { ...expected[0], audio: join(root, 'l/x, y.wav') },
  ]);
});

test('listed tells the first five bad rows and the count', async () => {
  const root = treeOf({ 'a.csv': `id,audio,start,end\n${'1,a.wav,2,1\n'.repeat(7)}` });
  const rows = rowsOf('listed', { file: 'a.csv' }, root);
  await expect(rows).rejects.toThrow(`${root}/a.csv:2  start 2 is not before end 1`);
  await expect(rows).rejects.toThrow('2 more\n  7 bad rows');
});

test('listed refuses __proto__ as a field and leaves objects as they were', async () => {
  const root = treeOf({ 'a.jsonl': '{"audio":"a.wav","__proto__":{"x":1}}', 'a.csv': 'audio,__proto__\na.wav,1' });
  await expect(rowsOf('listed', { file: 'a.jsonl' }, root)).rejects.toThrow('bad rows');
  await expect(rowsOf('listed', { file: 'a.csv' }, root)).rejects.toThrow('bad rows');
  expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
});

test('folder takes the first folder as the speaker, the rest as the session, and skips what is no audio', async () => {
  const root = treeOf({
    'ann/v1/1.wav': '',
    'ann/v1/1.txt': '',
    'bob/2.FLAC': '',
    'top.wav': '',
    '.hidden/x/1.wav': '',
  });
  expect(await rowsOf('folder', {}, root)).toEqual([
    { id: 'ann/v1/1.wav', audio: join(root, 'ann/v1/1.wav'), speaker: 'ann', session: 'ann/v1' },
    { id: 'bob/2.FLAC', audio: join(root, 'bob/2.FLAC'), speaker: 'bob' },
  ]);
});

test('folder names the recordings that no folder of a speaker holds in a note', async () => {
  const root = treeOf({ 'ann/1.wav': '', 'top.wav': '' });
  const notes: unknown[] = [];
  await readUtterances(buildCorpus('folder', {}, { root }).utterances('all', event => void notes.push(event)));
  expect(notes).toEqual([
    {
      type: 'note',
      text: `folder: recordings below ${root} that are not named <speaker>/…/*.wav are left out: 1, the first is top.wav`,
    },
  ]);
});

test('folder gives what is no recording by its name to decoding: loops of links, empty folders, names that are not UTF-8', async () => {
  const root = treeOf({ 'ann/1.wav': '', 'ann/2.wav/inside.wav': '' });
  symlinkSync('loop.wav', join(root, 'ann/loop.wav'));
  mkdirSync(join(root, 'ann/empty.wav'));
  for (const byte of [0xe8, 0xe9])
    writeFileSync(Buffer.concat([Buffer.from(`${root}/ann/caf`), Buffer.from([byte]), Buffer.from('.wav')]), '');
  expect((await rowsOf('folder', {}, root)).map(({ id }) => id)).toEqual([
    'ann/1.wav',
    'ann/2.wav/inside.wav',
    'ann/caf\uFFFDE8.wav',
    'ann/caf\uFFFDE9.wav',
    'ann/empty.wav',
    'ann/loop.wav',
  ]);
});

test('listed and folder write blanks of ids and speakers as in URLs, so that they can stand in trial lists', async () => {
  const root = treeOf({
    'a.jsonl': '{"audio":"one two.wav","speaker":"John Smith","id":"a\\nb\\u0000"}',
    'x y/1 2.wav': '',
  });
  expect(await rowsOf('listed', { file: 'a.jsonl' }, root)).toEqual([
    { id: 'a%0Ab%00', audio: join(root, 'one two.wav'), speaker: 'John%20Smith' },
  ]);
  expect(await rowsOf('folder', {}, root)).toEqual([
    { id: 'x%20y/1%202.wav', audio: join(root, 'x y/1 2.wav'), speaker: 'x%20y' },
  ]);
});

test.each(['null', 'true', '[1]', '"0x1"', '"1,5"', '-1'])('listed refuses %s as a time', async start => {
  const root = treeOf({ 'a.jsonl': `{"audio":"a.wav","start":${start},"end":9}` });
  await expect(rowsOf('listed', { file: 'a.jsonl' }, root)).rejects.toThrow('at start');
});

test('listed refuses a column that comes twice', async () => {
  const root = treeOf({ 'a.csv': 'audio,speaker,speaker\na.wav,s,t\n' });
  await expect(rowsOf('listed', { file: 'a.csv' }, root)).rejects.toThrow('a column comes twice: found speaker');
});
