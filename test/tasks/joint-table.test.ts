import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRecipes } from '../../src/recipe/load';
import { checkRecipes } from '../../src/recipe/task-definition';
import { tasks } from '../../src/tasks';
import { seriesOf } from '../../src/tasks/experiment';
import { jointTable } from '../../src/tasks/joint-table';
import { planVerification } from '../../src/tasks/verification/plan';
import { tinyRecipe } from '../end-to-end/rig';

const folder = mkdtempSync(join(tmpdir(), 'svtk-joint-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('jointTable(series, scored, base) names the trained network as its row; only the untrained one says what it is', () => {
  writeFileSync(join(folder, 'tiny.yaml'), tinyRecipe);
  const published = '{ generated-voices-test-pairs: { EER %: 1.5 } }';
  writeFileSync(
    join(folder, 'table.yaml'),
    `task: table\ntitle: T\nrows:\n  - { name: A, recipe: tiny.yaml, set: [untrained=true], published: ${published} }\n  - { name: B, recipe: tiny.yaml }\n`,
  );
  const [series] = seriesOf(checkRecipes(loadRecipes(join(folder, 'table.yaml'), {}), tasks), undefined);
  if (series === undefined) throw new Error('no series');
  const results = join(folder, 'results.json');
  writeFileSync(
    results,
    JSON.stringify({
      trials: 'generated-voices-test-pairs',
      count: 10,
      targets: 5,
      speakers: 4,
      results: [{ trials: 'generated-voices-test-pairs', backend: 'cosine', metric: 'EER', unit: '%', value: 2 }],
      thresholds: {},
    }),
  );
  const surroundings = { versions: { tensorflow: '', ffmpeg: '' }, engine: async () => undefined };
  const scored = series.experiments.map(experiment => ({
    experiment,
    plan: planVerification(experiment.recipe, surroundings),
    directory: folder,
    path: () => results,
  }));
  const table = jointTable(series, scored, join(folder, 'out'));
  expect(table.rows.map(({ name }) => name)).toEqual(['A, untrained', 'A', 'B']);
  expect(table.rows.map(({ cells }) => cells[0]?.published)).toEqual([undefined, 1.5, undefined]);
  expect(readFileSync(join(folder, 'out.md'), 'utf8')).toContain('A, untrained');
});

test('jointTable(series, scored, base) makes one row of a system’s seeds, under its section and heading, the same in every form', () => {
  writeFileSync(join(folder, 'tiny.yaml'), tinyRecipe);
  const published = '{ generated-voices-test-pairs: { EER %: 1.5 } }';
  writeFileSync(
    join(folder, 'seeds.yaml'),
    `task: table\ntitle: T\nrecipe: tiny.yaml\nheadings: { generated-voices-test-pairs: Voices }\nrows:\n  - { name: A, published: ${published} }\n  - { name: B, section: ours, published: { generated-voices-test-pairs: { EER %: 1.4 } } }\n`,
  );
  const composed = loadRecipes(join(folder, 'seeds.yaml'), {
    overrides: ['seed=1,2'],
    ownKeys: () => tasks.table.ownKeys,
  });
  const [series] = seriesOf(checkRecipes(composed, tasks), undefined);
  if (series === undefined) throw new Error('no series');
  const surroundings = { versions: { tensorflow: '', ffmpeg: '' }, engine: async () => undefined };
  const figures = [2, 4, 5, 7];
  const scored = series.experiments.map((experiment, place) => {
    const results = join(folder, `results-${place}.json`);
    const value = figures[place] ?? 0;
    const names = { trials: 'generated-voices-test-pairs', backend: 'cosine', metric: 'EER', unit: '%' };
    const result = { ...names, value, interval: [value - 1, value + 1] };
    writeFileSync(
      results,
      JSON.stringify({ trials: names.trials, count: 10, targets: 5, speakers: 4, results: [result], thresholds: {} }),
    );
    return {
      experiment,
      plan: planVerification(experiment.recipe, surroundings),
      directory: folder,
      path: () => results,
    };
  });
  jointTable(series, scored, join(folder, 'seeds'));
  const read = (form: string): string => readFileSync(join(folder, `seeds.${form}`), 'utf8');
  const [first, second] = ['3.000', '6.000'];
  const rest = (value: string, low: string, high: string) => `${value} ± 1.414 [${low}, ${high}]`;
  expect(read('txt')).toContain(`A  ${rest(`${first}*`, '2.000', '4.000')} (paper 1.500)`);
  expect(read('txt')).toContain(`── ours\nB  ${rest(`${second}`, '5.000', '7.000')} (paper 1.400*)`);
  expect(read('txt')).toContain('A, seeds 1, 2: Voices cosine EER % 2.000, 4.000');
  expect(read('md')).toContain(`| A | ${rest(`**${first}**`, '2.000', '4.000')} (paper 1.500) |\n| *ours* |  |\n`);
  expect(read('md')).toContain(`| B | ${rest(second, '5.000', '7.000')} (paper **1.400**) |`);
  expect(read('tex')).toContain('\\textbf{3.000} $\\pm$ 1.414 [2.000, 4.000] (paper 1.500)');
  expect(read('tex')).toContain('\\multicolumn{1}{c}{Voices}');
  expect(read('tex')).toContain('\\multicolumn{2}{l}{\\emph{ours}}');
  const line = read('tsv').split('\n')[1]?.split('\t') ?? [];
  expect(line.slice(0, 8)).toEqual(['A', 'generated-voices-test-pairs', 'cosine', 'EER %', '3', '2', '4', '1.5']);
  expect(line.slice(9)).toEqual(['1:2 2:4', '*', '', '']);
  expect(
    JSON.parse(read('json')).rows.map(({ name, section }: { name: string; section?: string }) => [name, section]),
  ).toEqual([
    ['A', undefined],
    ['B', 'ours'],
  ]);
});
