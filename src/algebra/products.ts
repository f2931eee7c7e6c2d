import { type Dense, dense, transposed } from './dense';
import { tileKernel } from './tile-kernel';
import { upTo } from './wasm-code';

/** Rows of the left factor that stay in the second cache, and of the right one in the first, multiples of 4 and 2. */
const [LEFT, RIGHT] = [512, 32];

/**
 * left · rightᵀ: the inner product of every row with every row. [m, k] and [n, k] → [m, n]; m n k multiplications, 5 to 6
 * thousand million a second.
 */
export function rowProducts(left: Dense, right: Dense): Dense {
  const out = dense(left.rows, right.rows);
  addRowProducts(left, right, out, 0);
  return out;
}

/** The product of matrices, [m, k] and [k, n] → [m, n]. */
export function product(left: Dense, right: Dense): Dense {
  return rowProducts(left, transposed(right));
}

/** columnsᵀ · columns for the rows of a matrix: the scatter around zero. [n, k] → symmetric [k, k]; n k² / 2. */
export function gram(matrix: Dense): Dense {
  const { rows, columns, data } = matrix;
  const out = dense(columns, columns);
  const chunk = 512;
  const turned = new Float64Array(columns * chunk);
  for (let start = 0; start < rows; start += chunk) {
    const size = Math.min(chunk, rows - start);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < columns; column++) {
        turned[column * size + row] = data[(start + row) * columns + column]!;
      }
    }
    const part = dense(columns, size, turned.subarray(0, columns * size));
    addRowProducts(part, part, out, 1);
  }
  for (let row = 0; row < columns; row++) {
    for (let column = 0; column < row; column++) out.data[row * columns + column] = out.data[column * columns + row]!;
  }
  return out;
}

/** out += left · rightᵀ; with `upperOnly` 1 only the blocks that touch the diagonal or lie above it. Each sum is in one order, wherever its rows stand. */
function addRowProducts(left: Dense, right: Dense, out: Dense, upperOnly: 0 | 1): void {
  const depth = left.columns;
  if (depth === 0) return;
  const width = 4 * Math.ceil(depth / 4);
  const { memory, multiply } = tileKernel();
  const [a, b, c] = [0, LEFT * width, (LEFT + RIGHT) * width];
  const room = roomIn(memory, c + LEFT * RIGHT);
  for (let top = 0; top < left.rows; top += LEFT) {
    const most = Math.min(LEFT, left.rows - top);
    copyRows(left, top, most, room.subarray(a), width);
    for (let start = 0; start < right.rows; start += RIGHT) {
      const columns = Math.min(RIGHT, right.rows - start);
      const rows = upperOnly === 1 ? Math.min(most, start + columns - top) : most;
      if (rows <= 0) continue;
      copyRows(right, start, columns, room.subarray(b), width);
      multiply(8 * a, 8 * b, 8 * c, upTo(rows, 4), upTo(columns, 2), 8 * width, 8 * RIGHT);
      for (let row = 0; row < rows; row++) {
        let to = (top + row) * out.columns + start;
        for (let at = c + row * RIGHT, end = at + columns; at < end; at++) out.data[to++]! += room[at]!;
      }
    }
  }
}

function roomIn(memory: WebAssembly.Memory, values: number): Float64Array {
  const missing = 8 * values - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 2 ** 16));
  return new Float64Array(memory.buffer);
}

/** Rows side by side, each with zeros up to the width; what lies behind them may be anything. */
function copyRows({ data, columns }: Dense, first: number, count: number, to: Float64Array, width: number): void {
  for (let row = 0; row < count; row++) {
    const from = (first + row) * columns;
    to.set(data.subarray(from, from + columns), row * width);
    to.fill(0, row * width + columns, (row + 1) * width);
  }
}
