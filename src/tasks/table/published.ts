import type { Cell, Column } from '../../report/table';
import type { ShownRow } from './rows';

type Published = ShownRow['published'];

/** A row's cells with the paper's numbers beside ours; of a list's back-ends they are those of the first. */
export function withPublished(cells: readonly Cell[], columns: readonly Column[], published: Published): Cell[] {
  return columns.map((column, index) => {
    const cell = cells[index] ?? {};
    const number = isPlace(column, columns) ? published?.[column.trials]?.[column.metric] : undefined;
    return number === undefined ? cell : { ...cell, published: number };
  });
}

/** Says which of the paper's numbers have no column here: a list or metric that was left out, or a name that was mistyped. */
export function unplacedNotes(published: readonly Published[], columns: readonly Column[]): string[] {
  const places = new Set(columns.filter(column => isPlace(column, columns)).map(nameOf));
  const named = published.flatMap((lists = {}) =>
    Object.entries(lists).flatMap(([trials, metrics]) =>
      Object.keys(metrics).map(metric => nameOf({ trials, metric })),
    ),
  );
  const unplaced = [...new Set(named)].filter(name => !places.has(name));
  return unplaced.length === 0 ? [] : [`published, but without a column here: ${unplaced.join('; ')}`];
}

function isPlace({ trials, backend }: Column, columns: readonly Column[]): boolean {
  return backend === columns.find(column => column.trials === trials)?.backend;
}

function nameOf({ trials, metric }: Pick<Column, 'trials' | 'metric'>): string {
  return `${trials}, ${metric}`;
}
