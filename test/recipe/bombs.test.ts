// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how recipes write variables
import { composeRecipes } from '../../src/recipe/compose';
import { splitAtCommas } from '../../src/recipe/override';
import { parseYaml } from '../../src/recipe/parse';
import { bombs, laughs } from './bomb-recipes';
import { recipeFile } from './folder';

describe('composeRecipes(path) refuses a YAML bomb', () => {
  // The first parse compiles js-yaml's functions, which is not what is measured here.
  beforeAll(() => parseYaml(laughs(2), 'warm'));

  test.each(Object.entries(bombs))('%s: one problem, in 64 MiB', (_, text) => {
    const path = recipeFile(text);
    const before = process.memoryUsage().heapUsed;
    const [recipe] = composeRecipes(path, { environment: {} });
    expect((process.memoryUsage().heapUsed - before) / 2 ** 20).toBeLessThan(64);
    expect(recipe!.problems).toHaveLength(1);
    expect(recipe!.problems[0]!.text.length).toBeLessThan(300);
  });
});

/** Milliseconds of processor time that a piece of work takes; a busy machine does not add to them. */
function time(work: () => void): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

// A loop that looks back over the line for each character would need minutes for a million of them.
describe('reading takes a time linear in the length of a line', () => {
  const readers: Readonly<Record<string, (size: number) => () => void>> = {
    'parseYaml of a long text': size => () => parseYaml(`a: ${'x'.repeat(size)}`, 'r'),
    'parseYaml of a long number': size => () => parseYaml(`a: ${'1'.repeat(size)}`, 'r'),
    'parseYaml of spaces': size => () => parseYaml(`a: ${' '.repeat(size)}b`, 'r'),
    'parseYaml of spaces and #': size => () => parseYaml(`a: ${' #'.repeat(size / 2)}`, 'r'),
    'parseYaml of quotes': size => () => parseYaml(`a: "${'\\"'.repeat(size / 2)}"`, 'r'),
    'parseYaml of colons': size => () => parseYaml(`a: ${':'.repeat(size)}`, 'r'),
    'parseYaml of dashes': size => () => parseYaml(`a: ${'- '.repeat(size / 2)}`, 'r'),
    'parseYaml of a key': size => () => parseYaml(`${'k'.repeat(size)}: 1`, 'r'),
    'parseYaml of empty lines': size => () => parseYaml(`${'\n'.repeat(size)}a: 1`, 'r'),
    'parseYaml of anchors': size => () => parseYaml(`a: ${'&a '.repeat(size / 3)}`, 'r'),
    'splitAtCommas of commas': size => () => [...splitAtCommas(','.repeat(size))],
    'splitAtCommas of quotes': size => () => [...splitAtCommas(`x${"'".repeat(size)}`)],
    'splitAtCommas of brackets': size => () => [...splitAtCommas('['.repeat(size))],
  };
  test.each(Object.entries(readers))('%s: a million characters in a second', (_, reader) => {
    expect(time(reader(1_000_000))).toBeLessThan(1000);
  });

  it('a file with a line of 10 MB is refused before it is read', () => {
    const path = recipeFile(`a: ${'x'.repeat(10_000_000)}`);
    const [recipe] = composeRecipes(path, { environment: {} });
    expect(recipe!.problems[0]!.text).toBe('expected at most 1048576 bytes, found 10000003');
  });

  it('a variable of 10 MB and a text full of ${ are expanded in linear time', () => {
    const many = recipeFile(`a: "${'${X:-y}'.repeat(100_000)}"\nb: ${'$'.repeat(100_000)}{`);
    expect(time(() => composeRecipes(many, { environment: { X: 'x' } }))).toBeLessThan(1000);
    const [filled] = composeRecipes(recipeFile('a: ${BIG}'), { environment: { BIG: '1'.repeat(10_000_000) } });
    expect(filled!.problems).toEqual([]);
  });
});
