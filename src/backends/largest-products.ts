import { type Dense, rowOf } from './dense';
import { PAIR_STEP, pairKernel } from './pair-kernel';
import { commonScale, roundInto, wholeScale } from './rounded-rows';
import { candidateFinder } from './top-candidates';
import { memoryOf } from './wasm-code';
import { PANEL, STEP, TILE, wholeKernel } from './whole-kernel';

/** Rows whose rounded products are in memory at once, a multiple of TILE: with 6,000 columns they stay in a second cache. */
const BLOCK = 64;
/** Right rows, as doubles, that are in a first cache or a second while the pairs of a block pass by. */
const NEAR = 64;

/**
 * For each row of `left`, its inner products with the rows of `right` that can be among the `top` largest, and few
 * others, in the order of `right`; valid until the next is asked for. Products of rounded rows, which cost a quarter, and the bound of
 * their error by Cauchy and Schwarz tell which: no row with a larger product is left out, and the products given are those of doubles.
 */
export function* largestProducts(left: Dense, right: Dense, top: number): Generator<Float64Array> {
  const width = upTo(right.columns, Math.max(STEP, PAIR_STEP));
  const [panels, across] = [Math.ceil(right.rows / PANEL), upTo(right.rows, PANEL)];
  const place = places();
  const [panelsAt, rightAt] = [place(2 * across * width), place(8 * right.rows * width)];
  const [wholeAt, leftAt] = [place(2 * BLOCK * width), place(8 * BLOCK * width)];
  const [scoresAt, listAt, productsAt] = [
    place(4 * BLOCK * across),
    place(12 * BLOCK * right.rows),
    place(8 * BLOCK * right.rows),
  ];
  const memory = memoryOf(place(0));
  const [whole, pairs] = [wholeKernel(memory), pairKernel(memory)];
  const worst = placeRight(right, memory, panelsAt, rightAt, width);
  const rounded = new Int16Array(memory.buffer, wholeAt, BLOCK * width);
  const list = new Int32Array(memory.buffer, listAt, 3 * BLOCK * right.rows);
  const exact = new Float64Array(memory.buffer, leftAt, BLOCK * width);
  const products = new Float64Array(memory.buffer, productsAt, BLOCK * right.rows);
  const find = candidateFinder(top);
  const found = new Int32Array(BLOCK * right.rows);
  const counts = new Int32Array(BLOCK);
  for (let start = 0; start < left.rows; start += BLOCK) {
    const rows = Math.min(BLOCK, left.rows - start);
    const bounds = Float64Array.from({ length: rows }, (_, row) => {
      const values = rowOf(left, start + row);
      exact.set(values, row * width);
      const { length, error } = roundInto(values, wholeScale(values), rounded, row * width, 2);
      return length * worst.error + error * (worst.length + worst.error);
    });
    whole(wholeAt, panelsAt, scoresAt, upTo(rows, TILE), panels, 2 * width, 4 * across);
    for (let row = 0; row < rows; row++) {
      const scores = new Int32Array(memory.buffer, scoresAt + 4 * row * across, right.rows);
      counts[row] = find(scores, bounds[row]!, found.subarray(row * right.rows));
    }
    let listed = 0;
    const next = new Int32Array(rows);
    for (let first = 0; first < right.rows; first += NEAR) {
      for (let row = 0; row < rows; row++) {
        let at = next[row]!;
        const base = row * right.rows;
        for (; at < counts[row]! && found[base + at]! < first + NEAR; at++) {
          list[listed++] = leftAt + 8 * width * row;
          list[listed++] = rightAt + 8 * width * found[base + at]!;
          list[listed++] = productsAt + 8 * (base + at);
        }
        next[row] = at;
      }
    }
    pairs(listAt, listed / 3, 8 * width);
    for (let row = 0; row < rows; row++) yield products.subarray(row * right.rows, row * right.rows + counts[row]!);
  }
}

/** Writes `right` in panels of whole numbers and as doubles; → the longest row, and what rounding changed at most. */
function placeRight(right: Dense, { buffer }: WebAssembly.Memory, panelsAt: number, rightAt: number, width: number) {
  const whole = new Int16Array(buffer, panelsAt, upTo(right.rows, PANEL) * width);
  const doubles = new Float64Array(buffer, rightAt, right.rows * width);
  const scale = commonScale(right);
  const worst = { length: 0, error: 0 };
  for (let row = 0; row < right.rows; row++) {
    const values = rowOf(right, row);
    doubles.set(values, row * width);
    const start = PANEL * width * Math.floor(row / PANEL) + 2 * (row % PANEL);
    const { length, error } = roundInto(values, scale, whole, start, 2 * PANEL);
    worst.length = Math.max(worst.length, length);
    worst.error = Math.max(worst.error, error);
  }
  return worst;
}

const upTo = (count: number, multiple: number): number => multiple * Math.ceil(count / multiple);

/** Gives out addresses one after the other, each a multiple of 16. */
function places(): (bytes: number) => number {
  let next = 0;
  return bytes => {
    const at = next;
    next += upTo(bytes, 16);
    return at;
  };
}
