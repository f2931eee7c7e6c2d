import { type Dense, rowOf } from '../algebra/dense';
import { memoryOf, places, upTo } from '../algebra/wasm-code';
import { commonScale, roundInto, wholeScale } from './rounded-rows';
import { candidateFinder, finderBytes } from './top-candidates';
import { PANEL, STEP, TILE, wholeKernel } from './whole-kernel';

/** Rows whose rounded products are in memory at once, a multiple of TILE: with 6,000 others they stay in a second cache. */
const BLOCK = 32;

/** For each row, which rows of the other side can be among those with the largest products. */
export interface Candidates {
  /** How many. */
  readonly counts: Int32Array;
  /** Which, ascending; those of row i begin at i times the number of rows there are. */
  readonly found: Int32Array;
}

/** Searches `count` rows from `first` on; what it gives is valid until it is called again. */
export type CandidateSearch = (left: Dense, first: number, count: number) => Candidates;

/**
 * Looks for the rows of `right` whose inner products with a row can be among its `top` largest, `rows` rows at once at
 * most. All vectors are rounded to 16-bit numbers, whose products cost a quarter of those of doubles. With x̂ and ŷ for
 * rounded rows, |x·y − x̂·ŷ| ≤ |x| |y − ŷ| + |x − x̂| |ŷ| (Cauchy and Schwarz), so that no row is missed; a row
 * more in fifty is found for nothing.
 */
export function candidateSearch(right: Dense, top: number, rows: number): CandidateSearch {
  const most = right.rows;
  const width = upTo(right.columns, STEP);
  const across = upTo(most, PANEL);
  const place = places();
  const [panels, rounded] = [place(2 * across * width), place(2 * BLOCK * width)];
  const [scores, room] = [place(4 * BLOCK * across), place(finderBytes(most))];
  const memory = memoryOf(place(0));
  const worst = fillPanels(right, new Int16Array(memory.buffer, panels, across * width), width);
  const multiply = wholeKernel(memory);
  const find = candidateFinder(memory, room, top);
  const whole = new Int16Array(memory.buffer, rounded, BLOCK * width);
  const bounds = new Float64Array(BLOCK);
  const [counts, found] = [new Int32Array(rows), new Int32Array(rows * most)];
  return (left, first, count) => {
    for (let start = 0; start < count; start += BLOCK) {
      const size = Math.min(BLOCK, count - start);
      for (let row = 0; row < size; row++) {
        const values = rowOf(left, first + start + row);
        const { length, error } = roundInto(values, wholeScale(values), whole, row * width, 2);
        bounds[row] = length * worst.error + error * (worst.length + worst.error);
      }
      multiply(rounded, panels, scores, upTo(size, TILE), across / PANEL, 2 * width, 4 * across);
      for (let row = 0; row < size; row++) {
        const own = found.subarray((start + row) * most, (start + row + 1) * most);
        counts[start + row] = find(scores + 4 * row * across, most, bounds[row]!, own);
      }
    }
    return { counts, found };
  };
}

/** Writes the rows, scaled alike and rounded, in panels as the kernel reads them; → the longest, and what rounding changed at most. */
function fillPanels(right: Dense, panels: Int16Array, width: number): { length: number; error: number } {
  const scale = commonScale(right);
  const worst = { length: 0, error: 0 };
  for (let row = 0; row < right.rows; row++) {
    const start = PANEL * width * Math.floor(row / PANEL) + 2 * (row % PANEL);
    const { length, error } = roundInto(rowOf(right, row), scale, panels, start, 2 * PANEL);
    worst.length = Math.max(worst.length, length);
    worst.error = Math.max(worst.error, error);
  }
  return worst;
}
