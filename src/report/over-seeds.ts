import { type Cell, headingOf, type ResultTable, type Row, type SeedValue } from './table';

/** A row of one training. */
export interface SeedRow extends Row {
  readonly seed: number;
}

/**
 * Trainings that differ in their seed as one row; a single one stays as it is.
 *
 * A cell is the mean of the seeds' figures. `spread`, the sample standard deviation (n − 1) over the seeds, tells what another seed would
 * change. The interval is the mean of the seeds' own bounds: what other test speakers would change. It is the bootstrap interval of the mean
 * where all seeds err on the same speakers, and wider than it elsewhere; the spread is not in it. A figure that one of the seeds lacks
 * is left blank.
 */
export function overSeeds(rows: readonly SeedRow[]): Row {
  const [first] = rows;
  if (first === undefined) throw new Error('a row needs a training');
  const { seed: _, ...only } = first;
  if (rows.length === 1) return only;
  return { ...only, cells: first.cells.map((_, index) => meanCell(rows, index)) };
}

function meanCell(rows: readonly SeedRow[], index: number): Cell {
  const values = rows.flatMap(({ seed, cells }): SeedValue[] => {
    const value = cells[index]?.value;
    return value === undefined ? [] : [{ seed, value }];
  });
  if (values.length < rows.length) return {};
  const intervals = rows.flatMap(({ cells }) => {
    const interval = cells[index]?.interval;
    return interval === undefined ? [] : [interval];
  });
  const value = mean(values.map(one => one.value));
  const squares = values.map(one => (one.value - value) ** 2);
  return {
    value,
    ...(intervals.length < rows.length
      ? {}
      : { interval: [mean(intervals.map(([low]) => low)), mean(intervals.map(([, high]) => high))] as const }),
    spread: Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (values.length - 1)),
    seeds: values,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What stands under a table of several seeds: `AM-Softmax, seeds 1, 2: VoxCeleb1 cosine EER % 1.739, 1.755`, a line for each row. */
export function seedLines({ columns, rows }: ResultTable): string[] {
  return rows.flatMap(({ name, cells }) => {
    const parts = columns.flatMap((column, index) => {
      const seeds = cells[index]?.seeds;
      if (seeds === undefined) return [];
      const values = seeds.map(({ value }) => value.toFixed(column.digits)).join(', ');
      return [`${headingOf(column)} ${column.backend} ${column.metric} ${values}`];
    });
    const seeds = cells.find(cell => cell.seeds !== undefined)?.seeds?.map(({ seed }) => seed);
    return seeds === undefined ? [] : [`${name}, seeds ${seeds.join(', ')}: ${parts.join('; ')}`];
  });
}
