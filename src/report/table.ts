/** A figure of one training of several that differ in their seed. */
export interface SeedValue {
  readonly seed: number;
  readonly value: number;
}

/** A figure with its 95 % interval, and what a paper printed in its place. */
export interface Cell {
  /** The mean where there are several seeds. Undefined: not measured; a blank stays blank. */
  readonly value?: number;
  readonly interval?: readonly [low: number, high: number];
  /** Sample standard deviation over the seeds; of two and more. */
  readonly spread?: number;
  /** The figure of each seed, where there are several. */
  readonly seeds?: readonly SeedValue[];
  readonly published?: number;
  /** Whether the printed value is the best of its column; `publishedBest`, of the column's published ones. */
  readonly best?: true;
  readonly publishedBest?: true;
}

export interface Column {
  /** Trial list, by the name that its files have. */
  readonly trials: string;
  /** First line of the heading, where it is not the list's name. */
  readonly heading?: string;
  readonly backend: string;
  /** Metric with its unit: `EER %`, `minDCF(0.01)`. */
  readonly metric: string;
  /** Digits behind the point, as the field prints the metric. */
  readonly digits: number;
}

export interface Row {
  readonly name: string;
  /** Rows of one section stand together below its heading; those without one come first. */
  readonly section?: string;
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

/** First line of a column's heading. */
export function headingOf({ heading, trials }: Column): string {
  return heading ?? trials;
}

/** How a form of the table writes text, and the best number of a column. */
export interface Pen {
  plain(text: string): string;
  best(text: string): string;
}

/** Plain text: a star behind the best. */
export const stars: Pen = { plain: text => text, best: text => `${text}*` };

/** One cell as text: `11.93 ± 0.21 [9.81, 14.20] (paper 12.10)`; what is missing is left out. */
export function cellText(cell: Cell, digits: number, pen: Pen = stars): string {
  const printed = (value: number, best: true | undefined): string =>
    best ? pen.best(value.toFixed(digits)) : pen.plain(value.toFixed(digits));
  const parts: string[] = [];
  if (cell.value !== undefined) {
    parts.push(printed(cell.value, cell.best));
    if (cell.spread !== undefined) parts.push(pen.plain(`± ${cell.spread.toFixed(digits)}`));
    if (cell.interval !== undefined) {
      parts.push(pen.plain(`[${cell.interval.map(bound => bound.toFixed(digits)).join(', ')}]`));
    }
  }
  if (cell.published !== undefined) {
    parts.push(`${pen.plain('(paper ')}${printed(cell.published, cell.publishedBest)}${pen.plain(')')}`);
  }
  return parts.join(' ');
}
