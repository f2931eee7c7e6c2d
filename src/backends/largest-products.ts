import type { Dense } from '../algebra/dense';
import { candidateSearch } from './candidate-search';
import { listedProducts } from './listed-products';

/** Rows whose candidates are known before their products are made: each row of the other side that is read serves many. */
const MOST_ROWS = 256;
/** Candidates for which there is room at once, 24 bytes each; the memory that none needs is never touched. */
const ROOM = 2 ** 21;

/** Whether `right` is small enough: doubles of all its rows are in the memory of one WebAssembly module. */
export function fitsLargestProducts({ rows, columns }: { readonly rows: number; readonly columns: number }): boolean {
  return rows * Math.max(columns, 256) <= 2 ** 28;
}

/**
 * For each row of `left`, its inner products with the rows of `right` that can be among the `top` largest, and few
 * others, in the order of `right`; valid until the next row is asked for. Rounded rows tell which they are, and
 * their products are those of doubles: 4,708 rows with 6,000 of 256 columns, top 300, take 0.6 s, all products 1.3 s.
 */
export function* largestProducts(left: Dense, right: Dense, top: number): Generator<Float64Array> {
  const together = Math.min(MOST_ROWS, left.rows, Math.max(1, Math.floor(ROOM / right.rows)));
  const search = candidateSearch(right, top, together);
  const multiply = listedProducts(right, together);
  for (let first = 0; first < left.rows; first += together) {
    const rows = Math.min(together, left.rows - first);
    const candidates = search(left, first, rows);
    const products = multiply(left, first, rows, candidates);
    for (let row = 0; row < rows; row++) {
      const start = row * right.rows;
      yield products.subarray(start, start + candidates.counts[row]!);
    }
  }
}
