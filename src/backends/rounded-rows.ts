import { type Dense, rowOf } from '../algebra/dense';

/**
 * The longest row of whole numbers: the product of two such, errors of rounding included, stays below 2³¹ up to
 * 100,000 columns.
 */
const LONGEST = 46_000;
const LARGEST = 32_767;

/** How well a row of whole numbers stands for a row of numbers that was scaled. */
export interface Rounded {
  /** Euclidean length of the scaled row. */
  readonly length: number;
  /** Euclidean length of what rounding changed. */
  readonly error: number;
}

/** The factor by which a row fills 16-bit numbers as far as sums of products allow; 0 for a row of zeros, or not of numbers. */
export function wholeScale(row: Float64Array): number {
  let largest = 0;
  for (let at = 0; at < row.length; at++) largest = Math.max(largest, Math.abs(row[at]!));
  // Relative to the largest: the square of a tiny number is 0.
  let squares = 0;
  for (let at = 0; at < row.length; at++) squares += (row[at]! / largest) ** 2;
  const scale = Math.min(LONGEST / Math.sqrt(squares), LARGEST) / largest;
  return Number.isFinite(scale) ? scale : 0;
}

/** The largest factor that suits every row. */
export function commonScale(matrix: Dense): number {
  let scale = Infinity;
  for (let row = 0; row < matrix.rows; row++) {
    const own = wholeScale(rowOf(matrix, row));
    // Rows of zeros suit any.
    if (own > 0 && own < scale) scale = own;
  }
  return scale === Infinity ? 0 : scale;
}

/** Writes the scaled row, rounded: two neighbours, then `stride` numbers further the next two. */
export function roundInto(row: Float64Array, scale: number, to: Int16Array, start: number, stride: number): Rounded {
  let squares = 0;
  let errors = 0;
  for (let column = 0, place = start; column < row.length; column++) {
    const exact = row[column]! * scale;
    const whole = Math.floor(exact + 0.5);
    to[place] = whole;
    place += column % 2 === 0 ? 1 : stride - 1;
    squares += exact * exact;
    errors += (exact - whole) * (exact - whole);
  }
  return { length: Math.sqrt(squares), error: Math.sqrt(errors) };
}
