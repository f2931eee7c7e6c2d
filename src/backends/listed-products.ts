import { type Dense, rowOf } from '../algebra/dense';
import { memoryOf, places, upTo } from '../algebra/wasm-code';
import type { Candidates } from './candidate-search';
import { PAIR_STEP, pairKernel } from './pair-kernel';

/** Right rows that stay in the second cache while the pairs of all left rows with them pass by. */
const NEAR = 64;

/**
 * Inner products of left rows with those of `right` that are listed for each, at the places at which they are listed;
 * `rows` rows at once at most. Valid until called again.
 */
export function listedProducts(
  right: Dense,
  rows: number,
): (left: Dense, first: number, count: number, listed: Candidates) => Float64Array {
  const most = right.rows;
  const rowBytes = 8 * upTo(right.columns, PAIR_STEP);
  const place = places();
  const [rightAt, leftAt] = [place(most * rowBytes), place(rows * rowBytes)];
  const [listAt, productsAt] = [place(12 * rows * most), place(8 * rows * most)];
  const memory = memoryOf(place(0));
  const multiply = pairKernel(memory);
  const doubles = new Float64Array(memory.buffer);
  const list = new Int32Array(memory.buffer, listAt, 3 * rows * most);
  for (let row = 0; row < most; row++) doubles.set(rowOf(right, row), (rightAt + row * rowBytes) / 8);
  const next = new Int32Array(rows);
  return (left, first, count, { counts, found }) => {
    for (let row = 0; row < count; row++) doubles.set(rowOf(left, first + row), (leftAt + row * rowBytes) / 8);
    let end = 0;
    next.fill(0);
    for (let near = 0; near < most; near += NEAR) {
      for (let row = 0; row < count; row++) {
        let at = row * most + next[row]!;
        for (const last = row * most + counts[row]!; at < last && found[at]! < near + NEAR; at++) {
          list[end++] = leftAt + row * rowBytes;
          list[end++] = rightAt + found[at]! * rowBytes;
          list[end++] = productsAt + 8 * at;
        }
        next[row] = at - row * most;
      }
    }
    if (end > 0) multiply(listAt, end / 3, rowBytes);
    return doubles.subarray(productsAt / 8, productsAt / 8 + rows * most);
  };
}
