// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how recipes write variables
import fc from 'fast-check';
import { load, YAMLException } from 'js-yaml';
import { plainValue } from '../../src/recipe/node';
import { parseYaml } from '../../src/recipe/parse';

/** js-yaml's own reading as JSON, or what it says is wrong. */
function peer(text: string): { readonly json: string } | { readonly wrong: string } {
  try {
    return { json: JSON.stringify(load(text)) ?? 'nothing' };
  } catch (error) {
    if (error instanceof YAMLException) return { wrong: error.reason };
    throw error;
  }
}

// No number that can be written in two ways: js-yaml takes 1e3 as the key 1000, a recipe's keys stay as they are written.
const pieces = [
  'a',
  'b',
  '1',
  '- ',
  ': ',
  ':',
  '\n',
  '\n  ',
  ' ',
  ',',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '#',
  ' #',
  '|',
  '>',
  '&x ',
  '*x',
  '!!str ',
  '? ',
  '\t',
  '\r\n',
  '%',
  '@',
  '---',
  '...',
  '${A}',
  '<<',
  'é',
  '\uFEFF',
  '\\',
];

describe('parseYaml(text)', () => {
  it('agrees with js-yaml on any text: the same values, or both refuse', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 14 }), parts => {
        const text = parts.join('');
        const { root, problems } = parseYaml(text, 'made.yaml');
        const other = peer(text);
        if ('wrong' in other) {
          const isEmpty = root === undefined && other.wrong.includes('input is empty');
          expect([text, problems.length > 0 || isEmpty]).toEqual([text, true]);
        } else if (problems.length === 0) {
          taken++;
          expect([text, JSON.stringify(plainValue(root!))]).toEqual([text, other.json]);
        } else {
          // What recipes refuse though YAML has it.
          expect(problems.map(problem => problem.text).join()).toMatch(/merge keys|as key|no tag|contains itself/);
        }
      }),
      { numRuns: process.env['SVTK_SLOW'] === '1' ? 20_000 : 2000, seed: 1 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('reads back any JSON value, and each place is inside the text', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true }), value => {
        const text = JSON.stringify(value, null, 1);
        const { root, problems } = parseYaml(text, 'made.yaml');
        fc.pre(problems.every(problem => !/refused|merge|as key/.test(problem.text)));
        expect(problems).toEqual([]);
        expect(JSON.parse(JSON.stringify(plainValue(root!)))).toEqual(JSON.parse(text));
        const lines = text.split('\n').length;
        if (root!.kind !== 'map') return;
        for (const { key, node } of root!.entries.values()) {
          for (const origin of [key, node.origin]) expect(origin.kind === 'file' && origin.line <= lines).toBe(true);
        }
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
