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
