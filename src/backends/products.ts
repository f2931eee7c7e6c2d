import { type Dense, dense } from './dense';

/** Rows of the right factor that are kept in the fastest cache while the left factor passes by. */
const BLOCK = 32;

/**
 * left · rightᵀ: the inner product of every row with every row. [m, k] and [n, k] → [m, n]; m n k multiplications in
 * tiles of 4 × 2, which is what the processor's registers hold.
 */
export function rowProducts(left: Dense, right: Dense): Dense {
  const out = dense(left.rows, right.rows);
  addRowProducts(left, right, out, 0);
  return out;
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

/** out += left · rightᵀ; with `upperOnly` 1 only the tiles that touch the diagonal or lie above it. */
function addRowProducts(left: Dense, right: Dense, out: Dense, upperOnly: 0 | 1): void {
  const [m, n, k] = [left.rows, right.rows, left.columns];
  const [a, b, c] = [left.data, right.data, out.data];
  for (let block = 0; block < n; block += BLOCK) {
    const end = Math.min(block + BLOCK, n);
    const rows = upperOnly === 1 ? Math.min(m, end) : m;
    for (let i = 0; i < rows; i += 4) {
      if (i + 4 > m) {
        for (let row = i; row < m; row++) addSingleRow(a, b, c, row, block, end, k, n);
        continue;
      }
      for (let j = block; j < end; j += 2) {
        if (j + 2 > end) {
          for (let row = i; row < i + 4; row++) addSingleRow(a, b, c, row, j, end, k, n);
          continue;
        }
        let [a0, a1, a2, a3] = [i * k, (i + 1) * k, (i + 2) * k, (i + 3) * k];
        let [b0, b1] = [j * k, (j + 1) * k];
        let c00 = 0;
        let c01 = 0;
        let c10 = 0;
        let c11 = 0;
        let c20 = 0;
        let c21 = 0;
        let c30 = 0;
        let c31 = 0;
        for (const stop = a0 + k; a0 < stop; ) {
          const y0 = b[b0++]!;
          const y1 = b[b1++]!;
          const x0 = a[a0++]!;
          const x1 = a[a1++]!;
          const x2 = a[a2++]!;
          const x3 = a[a3++]!;
          c00 += x0 * y0;
          c01 += x0 * y1;
          c10 += x1 * y0;
          c11 += x1 * y1;
          c20 += x2 * y0;
          c21 += x2 * y1;
          c30 += x3 * y0;
          c31 += x3 * y1;
        }
        const at = i * n + j;
        c[at]! += c00;
        c[at + 1]! += c01;
        c[at + n]! += c10;
        c[at + n + 1]! += c11;
        c[at + 2 * n]! += c20;
        c[at + 2 * n + 1]! += c21;
        c[at + 3 * n]! += c30;
        c[at + 3 * n + 1]! += c31;
      }
    }
  }
}

function addSingleRow(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  row: number,
  start: number,
  end: number,
  k: number,
  n: number,
): void {
  for (let column = start; column < end; column++) {
    let sum = 0;
    for (let inner = 0; inner < k; inner++) sum += a[row * k + inner]! * b[column * k + inner]!;
    c[row * n + column]! += sum;
  }
}
