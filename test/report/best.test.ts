import { markBest } from '../../src/report/best';
import type { Cell, ResultTable } from '../../src/report/table';

const tableOf = (...rows: Cell[][]): ResultTable => ({
  title: '',
  columns: [
    { trials: 'o', backend: 'cosine', metric: 'EER %', digits: 2 },
    { trials: 'h', backend: 'cosine', metric: 'EER %', digits: 2 },
  ],
  rows: rows.map((cells, place) => ({ name: `row ${place}`, cells })),
  notes: [],
});
const marks = (table: ResultTable) =>
  markBest(table).rows.map(({ cells }) =>
    cells.map(({ best, publishedBest }) => `${best ? 'ours' : ''}${publishedBest ? 'paper' : ''}`),
  );

test('markBest(table) marks the lowest of ours and of the published numbers of each column, apart', () => {
  const table = tableOf(
    [{ value: 3, published: 1 }, { value: 1 }],
    [{ value: 2, published: 2 }, { published: 5 }],
    [{ published: 3 }, { value: 2, published: 4 }],
  );
  expect(marks(table)).toEqual([
    ['paper', 'ours'],
    ['ours', ''],
    ['', 'paper'],
  ]);
});

test('markBest(table) marks all that print the same, and nothing where a column has one number alone', () => {
  expect(marks(tableOf([{ value: 1.001 }, { value: 1 }], [{ value: 1.004 }, {}], [{ value: 1.006 }, {}]))).toEqual([
    ['ours', ''],
    ['ours', ''],
    ['', ''],
  ]);
});
