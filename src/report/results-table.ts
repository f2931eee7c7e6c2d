import type { Cell, Column, ResultTable } from './table';

/** A figure of a system; `unit` is `%` or empty. */
export interface Figure {
  readonly trials: string;
  readonly backend: string;
  readonly metric: string;
  readonly unit: string;
  readonly value: number;
  readonly interval?: readonly [low: number, high: number] | undefined;
}

export interface ListFigures {
  readonly trials: string;
  readonly count: number;
  readonly targets: number;
  readonly speakers: number;
  readonly results: readonly Figure[];
}

export interface ScoredSystem {
  readonly name: string;
  readonly lists: readonly ListFigures[];
}

/** Digits behind the point: three for a rate in percent, four for a cost, as papers of the field print them. */
function digitsOf(unit: string): number {
  return unit === '%' ? 3 : 4;
}

function sameColumn(a: Column, b: Figure): boolean {
  return a.trials === b.trials && a.backend === b.backend && a.metric === heading(b);
}

function heading({ metric, unit }: Figure): string {
  return unit === '' ? metric : `${metric} ${unit}`;
}

/** Systems as rows; trial list, back-end and metric as columns, in the order in which they first appear. */
export function resultsTable(title: string, systems: readonly ScoredSystem[], notes: readonly string[]): ResultTable {
  const columns: Column[] = [];
  const lists = new Map<string, ListFigures>();
  for (const list of systems.flatMap(({ lists }) => lists)) {
    lists.set(list.trials, list);
    for (const figure of list.results) {
      if (columns.some(column => sameColumn(column, figure))) continue;
      const { trials, backend, unit } = figure;
      columns.push({ trials, backend, metric: heading(figure), digits: digitsOf(unit) });
    }
  }
  const rows = systems.map(({ name, lists }) => {
    const figures = lists.flatMap(({ results }) => results);
    return { name, cells: columns.map(column => cellOf(figures.find(figure => sameColumn(column, figure)))) };
  });
  const sizes = [...lists.values()].map(
    ({ trials, count, targets, speakers }) =>
      `${trials}: ${count.toLocaleString('en-US')} trials, ${targets.toLocaleString('en-US')} of them target, ${speakers} speakers`,
  );
  const withIntervals = systems.some(({ lists }) =>
    lists.some(({ results }) => results.some(({ interval }) => interval)),
  );
  const method = withIntervals ? ['[ ] 95 % intervals by bootstrap over speakers'] : [];
  return { title, columns, rows, notes: [...sizes, ...method, ...notes] };
}

function cellOf(figure: Figure | undefined): Cell {
  if (figure === undefined) return {};
  const { value, interval } = figure;
  return interval === undefined ? { value } : { value, interval };
}
