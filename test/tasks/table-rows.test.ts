import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRecipes } from '../../src/recipe/load';
import { checkRecipes } from '../../src/recipe/task-definition';
import { tasks } from '../../src/tasks';
import { type Series, seriesOf } from '../../src/tasks/experiment';
import { jointTable } from '../../src/tasks/joint-table';
import { planVerification } from '../../src/tasks/verification/plan';
import { tinyRecipe } from '../end-to-end/rig';

const folder = mkdtempSync(join(tmpdir(), 'svtk-rows-'));
afterAll(() => rmSync(folder, { recursive: true }));

const model = 'type: frame-cnn, filters: [4, 4, 4, 6], fc1: 5, fc2: 3';
const recipe = tinyRecipe
  .replace(
    /^model: .*$/m,
    `model: { ${model} }\nextraction: { readings: [{ name: fc1, model: { ${model}, embedding_layer: fc1 } }] }`,
  )
  .replace(/^backends: .*$/m, 'backends: [cosine, { type: plda, lda: 2 }]');

function seriesWith(rows: string, overrides: readonly string[] = []): Series {
  writeFileSync(join(folder, 'frame-cnn.yaml'), recipe);
  writeFileSync(join(folder, 'table.yaml'), `task: table\ntitle: T\nrecipe: frame-cnn.yaml\nrows:\n${rows}`);
  const composed = loadRecipes(join(folder, 'table.yaml'), { overrides, ownKeys: () => tasks.table.ownKeys });
  const [series] = seriesOf(checkRecipes(composed, tasks), undefined);
  if (series === undefined) throw new Error('no series');
  return series;
}

const four = [
  '  - { name: fc1 (Cosine), run: CNN, reading: fc1, backend: cosine }',
  '  - { name: fc1 (PLDA), run: CNN, reading: fc1, backend: plda }',
  '  - { name: fc2 (Cosine), run: CNN, backend: cosine, published: { generated-voices-test-pairs: { EER %: 1.5, minDCF 0.01: 0.1 } } }',
  '  - { name: fc2 (PLDA), run: CNN, backend: LDA 2 + PLDA }',
  '',
].join('\n');

test('seriesOf(checked, profile) makes one experiment of the rows that share a run', () => {
  const { experiments } = seriesWith(four);
  expect(experiments.map(({ name, rows }) => [name, rows.map(({ heading }) => heading)])).toEqual([
    ['CNN', ['fc1 (Cosine)', 'fc1 (PLDA)', 'fc2 (Cosine)', 'fc2 (PLDA)']],
  ]);
});

test('jointTable(series, scored, base) has a row for each reading and back-end of one run, and no column for back-ends', () => {
  const series = seriesWith(four, ['seed=1,2']);
  const surroundings = { versions: { tensorflow: '', ffmpeg: '' }, engine: async () => undefined };
  const scored = series.experiments.map(experiment => ({
    experiment,
    plan: planVerification(experiment.recipe, surroundings),
    directory: folder,
    path: ({ path }: { readonly path: string }) => {
      const file = join(folder, path.replaceAll('/', '-'));
      const offset = (path.startsWith('fc1') ? 10 : 20) + experiment.recipe.seed;
      const results = ['cosine', 'LDA 2 + PLDA'].map((backend, place) => ({
        ...{ trials: 'generated-voices-test-pairs', backend, metric: 'EER', unit: '%' },
        value: offset + place / 2,
      }));
      const sizes = { trials: 'generated-voices-test-pairs', count: 10, targets: 5, speakers: 4 };
      writeFileSync(file, JSON.stringify({ ...sizes, results, thresholds: {} }));
      return file;
    },
  }));
  const table = jointTable(series, scored, join(folder, 'out'));
  expect(table.columns.map(({ backend, metric }) => [backend, metric])).toEqual([['', 'EER %']]);
  expect(table.rows.map(({ name, cells }) => [name, cells[0]?.value, cells[0]?.published])).toEqual([
    ['fc1 (Cosine)', 11.5, undefined],
    ['fc1 (PLDA)', 12, undefined],
    ['fc2 (Cosine)', 21.5, 1.5],
    ['fc2 (PLDA)', 22, undefined],
  ]);
  expect(readFileSync(join(folder, 'out.md'), 'utf8')).toContain('generated-voices-test-pairs<br>EER %');
  expect(table.notes).toContain('published, but without a column here: generated-voices-test-pairs, minDCF 0.01');
});

test('seriesOf(checked, profile, experiments) starts a row from the run of another of the same seed', () => {
  const rows = '  - { name: First, set: [seed=5] }\n  - { name: Second, starts_from: First }\n';
  const { experiments } = seriesWith(rows, ['seed=1,2']);
  expect(experiments.map(({ name, recipe }) => [name, recipe.training?.start?.run])).toEqual([
    ['First_seed-1', undefined],
    ['First_seed-2', undefined],
    ['Second_seed-1', 'exp/table/First_seed-1'],
    ['Second_seed-2', 'exp/table/First_seed-2'],
  ]);
});

test.each([
  ['  - { name: A, starts_from: B }\n  - { name: B }\n', 'starts from a run that no row before it makes'],
  ['  - { name: A, backend: PLDA }\n', 'no such backend[^]*expected cosine, LDA 2 \\+ PLDA[^]*found PLDA'],
  ['  - { name: A, reading: fc3 }\n', 'no such reading[^]*expected fc1[^]*found fc3'],
  [
    '  - { name: A, run: x }\n  - { name: B, run: x, set: [seed=2] }\n',
    'B  a row has a recipe or changes of its own[^]*run: x, which A has made',
  ],
])('seriesOf(checked, profile) throws a UsageError for rows %j', (rows, message) => {
  expect(() => seriesWith(rows)).toThrow(new RegExp(message));
});

test.each([
  ['embedding_layer: fc1', 'pooling: average', 'found model.options.pooling average'],
  ['name: fc1', 'name: untrained', 'another system of the run is called untrained already'],
])('checkRecipes(composed, tasks) refuses a reading with %s as %s', (from, to, message) => {
  const path = join(folder, 'other.yaml');
  writeFileSync(path, recipe.replace(from, to));
  expect(() => checkRecipes(loadRecipes(path, {}), tasks)).toThrow(message);
});
