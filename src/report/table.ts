/** A figure with its 95 % interval, and what a paper printed in its place. */
export interface Cell {
  /** Undefined: not measured; a blank stays blank. */
  readonly value?: number;
  readonly interval?: readonly [low: number, high: number];
  readonly published?: number;
}

export interface Column {
  /** Trial list, the first line of the heading. */
  readonly trials: string;
  readonly backend: string;
  /** Metric with its unit: `EER %`, `minDCF 0.01`. */
  readonly metric: string;
  /** Digits behind the point, as the field prints the metric. */
  readonly digits: number;
}

export interface Row {
  readonly name: string;
  readonly cells: readonly Cell[];
}

/** A table as a paper prints it: rows are systems, columns are trial list, back-end and metric. */
export interface ResultTable {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Said under the table: trials a list has, seeds, what the published numbers are. */
  readonly notes: readonly string[];
}

/** One cell as text: `11.93 [9.81, 14.20] (paper 12.10)`; what is missing is left out. */
export function cellText(cell: Cell, digits: number): string {
  const value = cell.value === undefined ? '' : cell.value.toFixed(digits);
  const interval =
    cell.value === undefined || cell.interval === undefined
      ? ''
      : ` [${cell.interval[0].toFixed(digits)}, ${cell.interval[1].toFixed(digits)}]`;
  const published =
    cell.published === undefined ? '' : `${value === '' ? '' : ' '}(paper ${cell.published.toFixed(digits)})`;
  return `${value}${interval}${published}`;
}
