import { join } from 'node:path';
import { metrics } from '../../src/metrics';
import { buildChoice } from '../../src/recipe/choice';
import { composeRecipes } from '../../src/recipe/compose';
import { checkRecipes } from '../../src/recipe/task-definition';
import { claimLines } from '../../src/report/claims';
import type { Row } from '../../src/report/table';
import { tasks } from '../../src/tasks';
import { type Experiment, type Series, seriesOf } from '../../src/tasks/experiment';

/** Shon, Tang and Glass 2018: each row's EER %, DCF at 0.01 and at 0.001 as printed; undefined is a dash, or not said. */
type Printed = readonly [row: string, eer?: number, dcf2?: number, dcf3?: number];

const columns = ['EER %', 'minDCF(0.01)', 'minDCF(0.001)'];

const papers: Readonly<Record<string, { readonly rows: readonly Printed[]; readonly claims: readonly boolean[] }>> = {
  'frame-level-1.yaml': {
    rows: [
      ['fc1 (LDA+PLDA)', 6.2, 0.53, 0.7],
      ['fc2 (LDA+PLDA)', 6.9, 0.55, 0.65],
    ],
    claims: [true, true, false],
  },
  'frame-level-2.yaml': {
    rows: [
      ['fc1 (LDA+PLDA)', 6.2, 0.51, 0.69],
      ['fc2 (LDA+PLDA)', 5.9, 0.5, 0.62],
    ],
    claims: [],
  },
  'frame-level-4.yaml': {
    rows: [
      ['i-vector', 5.4, 0.45, 0.63],
      ['i-vector*', 5.5, 0.48, 0.61],
      ['VGG, first stage (ours, not in the paper)'],
      ['VGG [9]', 7.8, 0.71],
      ['x-vector (Cosine)', 11.3, 0.75, 0.81],
      ['x-vector (PLDA)', 7.1, 0.57, 0.75],
      ['x-vector* (Cosine)', 9.9, 0.69, 0.85],
      ['x-vector* (PLDA)', 6.0, 0.53, 0.75],
      ['fc2 (Cosine)', 7.3, 0.56, 0.64],
      ['fc2 (PLDA)', 5.9, 0.5, 0.62],
      ['fc2* (Cosine)', 7.0, 0.58, 0.68],
      ['fc2* (PLDA)', 5.3, 0.45, 0.63],
      // Section 3.1.
      ['fc2*, average pooling (Cosine)', 8.4],
      ['fc2*, average pooling (PLDA)', 6.0],
      ['fc2*, averaged behind fc2 (Cosine)', 8.4],
      ['fc2*, averaged behind fc2 (PLDA)', 6.0],
    ],
    claims: [true, true, true, true, true, true, true, true, true, false, true, false, false],
  },
};

function seriesFrom(name: string, profile?: string): Series {
  const path = join(__dirname, '../../recipes/tables', name);
  const ownKeys = (task: unknown) => (task === 'table' ? tasks.table.ownKeys : undefined);
  const [only, ...others] = seriesOf(checkRecipes(composeRecipes(path, { profile, ownKeys }), tasks), profile);
  if (only === undefined || others.length > 0) throw new Error('one table expected');
  return only;
}

/** Published numbers by row, in the order of the columns. */
function publishedOf({ experiments }: Series): (string | number | undefined)[][] {
  return experiments.flatMap(({ rows }) =>
    rows.map(({ heading, published }) => [heading, ...columns.map(column => published?.['VoxCeleb1']?.[column])]),
  );
}

function headingsOf({ recipe }: Experiment): string[] {
  return recipe.metrics.map(chosen => {
    const { label, unit } = buildChoice(metrics, chosen);
    return unit === '' ? label : `${label} ${unit}`;
  });
}

test('every row of table 4 but those of frames is of the network as its recipe reads it, and no reading lacks a row', () => {
  const { experiments } = seriesFrom('frame-level-4.yaml');
  for (const { recipe, rows } of experiments) {
    const shown = [...new Set(rows.flatMap(({ reading }) => reading ?? []))];
    expect(recipe.extraction.readings.map(reading => reading.name)).toEqual(shown);
  }
});

describe.each(Object.entries(papers))('recipes/tables/%s', (name, paper) => {
  const whole = seriesFrom(name);
  const mini = seriesFrom(name, 'mini');
  const printed = paper.rows.map(([row, ...numbers]) => [row, ...columns.map((_, place) => numbers[place])]);

  test('seriesOf(checked, profile) has the paper’s rows in its order with its numbers (B22, B24, B25, B35), in the profile mini too', () => {
    expect(publishedOf(whole)).toEqual(printed);
    expect(publishedOf(mini)).toEqual(printed);
  });

  test('seriesOf(checked, profile) has the paper’s columns in each row (B21), and no published number beside them', () => {
    for (const experiment of [...whole.experiments, ...mini.experiments]) {
      expect(headingsOf(experiment)).toEqual(columns);
      expect(experiment.recipe.data.trials.map(({ name: list }) => list)).toEqual(['VoxCeleb1']);
      for (const { published = {} } of experiment.rows) {
        expect(['VoxCeleb1']).toEqual(expect.arrayContaining(Object.keys(published)));
        expect(columns).toEqual(expect.arrayContaining(Object.values(published).flatMap(Object.keys)));
      }
    }
  });

  test('seriesOf(checked, profile) tests on the list first published and trains on the development set (B14, B15)', () => {
    for (const { recipe } of whole.experiments) {
      expect(recipe.data.train?.map(({ corpus, split }) => [corpus.type, split])).toEqual([['voxceleb1', 'dev']]);
      expect(recipe.data.trials.map(({ corpus, list }) => [corpus.type, list])).toEqual([['voxceleb1', 'o-original']]);
    }
  });

  test('claimLines(table, claims) decides each claim by the paper’s own numbers (B23, B29, B30, B31)', () => {
    const rows = paper.rows.map(
      ([row, ...numbers]): Row => ({
        name: row,
        cells: columns.map((_, place) => {
          const number = numbers[place];
          return number === undefined ? {} : { published: number };
        }),
      }),
    );
    const list = { trials: 'VoxCeleb1', backend: '', digits: 2 };
    const table = { title: '', columns: columns.map(metric => ({ ...list, metric })), rows, notes: [] };
    const lines = claimLines(table, whole.claims);
    expect(lines.map(line => line.includes('paper: holds'))).toEqual(paper.claims);
    expect(lines.filter(line => line.includes('paper: not decided'))).toEqual([]);
  });

  test('every row of the profile mini has a run of its own, and starred rows alone are augmented (B17)', () => {
    for (const { experiments } of [whole, mini]) {
      for (const { rows, recipe } of experiments) {
        const augmented = recipe.data.copies !== undefined || (recipe.training?.augment ?? []).length > 0;
        for (const { heading } of rows) expect([heading, augmented]).toEqual([heading, heading?.includes('*')]);
      }
    }
    const names = new Set(whole.experiments.map(experiment => experiment.name));
    expect(mini.experiments.filter(experiment => names.has(experiment.name))).toEqual([]);
  });
});

test('the network of table 2 and "fc2" of table 4 are one training, in the profile mini too (B24)', () => {
  for (const profile of [undefined, 'mini']) {
    const [second] = seriesFrom('frame-level-2.yaml', profile).experiments;
    const fourth = seriesFrom('frame-level-4.yaml', profile).experiments.find(({ name }) => /1-d-CNN$/.test(name));
    if (second === undefined || fourth === undefined) throw new Error('both tables have a 1-d CNN');
    expect(fourth.recipe).toEqual({ ...second.recipe, extraction: { ...second.recipe.extraction, readings: [] } });
  }
});
