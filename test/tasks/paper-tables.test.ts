import { join } from 'node:path';
import { composeRecipes } from '../../src/recipe/compose';
import { checkRecipes } from '../../src/recipe/task-definition';
import { markBest } from '../../src/report/best';
import { claimLines } from '../../src/report/claims';
import { tasks } from '../../src/tasks';
import { type Experiment, type Series, seriesOf } from '../../src/tasks/experiment';
import type { ShownRow } from '../../src/tasks/table/rows';

/** A table's recipe, spread out; overrides as on the command line. */
function seriesFrom(name: string, overrides: readonly string[] = [], profile?: string): Series {
  const path = join(__dirname, '../../recipes/tables', name);
  const composed = composeRecipes(path, {
    overrides,
    profile,
    ownKeys: task => (task === 'table' ? tasks.table.ownKeys : undefined),
  });
  const [first, ...others] = seriesOf(checkRecipes(composed, tasks), profile);
  if (first === undefined || others.length > 0) throw new Error('one table expected');
  return first;
}

/** The experiments of a table of which each is one row, beside what that row shows. */
function rowsOf(...given: Parameters<typeof seriesFrom>): (Experiment & ShownRow)[] {
  return seriesFrom(...given).experiments.map(experiment => {
    const [shown, ...others] = experiment.rows;
    if (shown === undefined || others.length > 0) throw new Error('a row a run expected');
    return { ...shown, ...experiment };
  });
}

const papers = {
  // Li, Nai and Wang 2021, table 1 and table 2, row by row.
  'real-am-softmax-1.yaml': {
    lists: ['VoxCeleb1', 'VoxCeleb1-H', 'VoxCeleb1-E', 'SITW.Dev.Core', 'SITW.Eval.Core'],
    losses: [
      ['am-softmax', 0.2],
      ['real-am-softmax', 0.2],
      ['real-am-softmax', 0.25],
      ['real-am-softmax', 0.3],
      ['real-am-softmax', 0.35],
    ],
    errors: [
      [1.739, 2.895, 1.724, 2.811, 3.362],
      [1.872, 3.068, 1.883, 3.466, 3.718],
      [1.819, 2.914, 1.781, 3.35, 3.554],
      [1.755, 2.812, 1.696, 3.003, 3.417],
      [1.808, 2.888, 1.747, 2.849, 3.335],
    ],
    bold: [1.739, 2.812, 1.696, 2.811, 3.335],
    claims: [true, true, true, true, true, false, false],
  },
  'real-am-softmax-2.yaml': {
    lists: ['CNCeleb.Eval'],
    losses: [
      ['am-softmax', 0.1],
      ['real-am-softmax', 0.1],
      ['real-am-softmax', 0.15],
      ['real-am-softmax', 0.2],
      ['real-am-softmax', 0.25],
    ],
    errors: [[11.45], [11.618], [11.323], [11.049], [11.422]],
    bold: [11.049],
    claims: [true],
  },
};

for (const [recipe, paper] of Object.entries(papers)) {
  const rows = rowsOf(recipe);
  const own = rows.slice(0, paper.losses.length);

  test(`recipes/tables/${recipe} has the paper's rows and columns first, with its numbers, s = 30 (A38, A39)`, () => {
    expect(
      own.map(({ recipe: { loss } }) => [
        loss?.type,
        loss && 'margin' in loss.options ? loss.options.margin : undefined,
      ]),
    ).toEqual(paper.losses);
    for (const { recipe: row, published, section } of own) {
      expect(section).toBeUndefined();
      expect(row.loss && 'scale' in row.loss.options ? row.loss.options.scale : undefined).toBe(30);
      expect(row.data.trials.map(({ name }) => name)).toEqual(paper.lists);
      expect(Object.keys(published ?? {})).toEqual(paper.lists);
    }
    expect(own.map(({ published }) => paper.lists.map(list => published?.[list]?.['EER %']))).toEqual(paper.errors);
  });

  test(`recipes/tables/${recipe}: the best published number of each column is the one that the paper prints in bold (A42)`, () => {
    const columns = paper.lists.map(trials => ({ trials, backend: 'cosine', metric: 'EER %', digits: 3 }));
    const cells = own.map(({ name, published }) => ({
      name,
      cells: paper.lists.map(list => ({ published: published?.[list]?.['EER %'] ?? Number.NaN })),
    }));
    const marked = markBest({ title: '', columns, rows: cells, notes: [] });
    const best = paper.lists.map((_, index) =>
      marked.rows.flatMap(row => (row.cells[index]?.publishedBest ? [row.cells[index]?.published] : [])),
    );
    expect(best).toEqual(paper.bold.map(number => [number]));
  });

  test(`recipes/tables/${recipe}: its claims hold by the paper's own numbers, but for those of the abstract (A43 to A46)`, () => {
    const columns = paper.lists.map(trials => ({ trials, backend: 'cosine', metric: 'EER %', digits: 3 }));
    const cells = own.map(({ row, published }) => ({
      name: row ?? '',
      cells: paper.lists.map(list => ({ published: published?.[list]?.['EER %'] ?? Number.NaN })),
    }));
    const lines = claimLines({ title: '', columns, rows: cells, notes: [] }, seriesFrom(recipe).claims);
    expect(lines.map(line => line.includes('paper: holds'))).toEqual(paper.claims);
    expect(lines.filter(line => line.includes('here: not decided, numbers are missing'))).toEqual(lines);
  });

  test(`recipes/tables/${recipe}: rows differ in nothing but loss and margin (A37), and what is not the paper's stands in a section`, () => {
    const rest = rows.map(({ recipe: { loss: _, untrained: __, ...others } }) => others);
    for (const others of rest) expect(others).toEqual(rest[0]);
    const ours = rows.slice(paper.losses.length);
    expect(new Set(ours.map(({ section }) => section))).toEqual(new Set(['ours, not in the paper']));
    expect(ours.map(({ recipe: { loss } }) => loss?.type)).toEqual([
      'real-am-softmax',
      'real-am-softmax',
      'real-aam-softmax',
      'aam-softmax',
    ]);
  });

  test(`recipes/tables/${recipe}: overrides of the command line reach every row, and a sweep over seeds leaves its rows`, () => {
    const swept = rowsOf(recipe, ['data.root=/corpora', 'seed=1,2,3', 'training.workers=3']);
    expect(swept).toHaveLength(3 * rows.length);
    expect(new Set(swept.map(({ row }) => row))).toEqual(new Set(rows.map(({ row }) => row)));
    expect(new Set(swept.map(({ name }) => name)).size).toBe(swept.length);
    for (const { recipe: row } of swept) {
      expect(row.data.root).toBe('/corpora');
      expect(row.training?.workers).toBe(3);
    }
  });

  test(`recipes/tables/${recipe} --profile mini: the same rows on stand-ins, in runs of their own`, () => {
    const mini = rowsOf(recipe, [], 'mini');
    expect(mini.map(({ row }) => row)).toEqual(rows.map(({ row }) => row));
    expect(mini.map(({ published }) => published)).toEqual(rows.map(({ published }) => published));
    const names = new Set(rows.map(({ name }) => name));
    expect(mini.filter(({ name }) => names.has(name))).toEqual([]);
  });
}

test('a sweep over anything but the seed makes rows of their own', () => {
  const rows = rowsOf('real-am-softmax-2.yaml', ['training.batch=16,32', 'seed=1,2']);
  expect(new Set(rows.map(({ row }) => row)).size).toBe(rows.length / 2);
  expect(rows[0]?.row).toBe('AM-Softmax, m = 0.10, s = 30, batch=16');
});
