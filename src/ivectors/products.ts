import { type Dense, dense } from './dense';

/** left · rightᵀ: inner products of rows, [m, k] and [n, k] → [m, n], in tiles of 4 × 2 that fit the processor's registers. */
export function rowProducts(left: Dense, right: Dense): Dense {
  const [m, n, k] = [left.rows, right.rows, left.columns];
  const [a, b] = [left.data, right.data];
  const out = dense(m, n);
  const c = out.data;
  for (let i = 0; i < m; i += 4) {
    for (let j = 0; j < n; j += 2) {
      if (i + 4 > m || j + 2 > n) {
        for (let row = i; row < Math.min(i + 4, m); row++) {
          for (let column = j; column < Math.min(j + 2, n); column++) {
            c[row * n + column] = innerProduct(a, row * k, b, column * k, k);
          }
        }
        continue;
      }
      const [a0, a1, a2, a3] = [i * k, (i + 1) * k, (i + 2) * k, (i + 3) * k];
      const [b0, b1] = [j * k, (j + 1) * k];
      let [c00, c01, c10, c11, c20, c21, c30, c31] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let t = 0; t < k; t++) {
        const y0 = b[b0 + t]!;
        const y1 = b[b1 + t]!;
        const x0 = a[a0 + t]!;
        const x1 = a[a1 + t]!;
        const x2 = a[a2 + t]!;
        const x3 = a[a3 + t]!;
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
      c[at] = c00;
      c[at + 1] = c01;
      c[at + n] = c10;
      c[at + n + 1] = c11;
      c[at + 2 * n] = c20;
      c[at + 2 * n + 1] = c21;
      c[at + 3 * n] = c30;
      c[at + 3 * n + 1] = c31;
    }
  }
  return out;
}

/** Σ a[from + t] · b[other + t] over `length` numbers, in four running sums. */
export function innerProduct(a: Float64Array, from: number, b: Float64Array, other: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let t = 0;
  for (; t + 4 <= length; t += 4) {
    s0 += a[from + t]! * b[other + t]!;
    s1 += a[from + t + 1]! * b[other + t + 1]!;
    s2 += a[from + t + 2]! * b[other + t + 2]!;
    s3 += a[from + t + 3]! * b[other + t + 3]!;
  }
  for (; t < length; t++) s0 += a[from + t]! * b[other + t]!;
  return s0 + s1 + (s2 + s3);
}

export function transposed({ rows, columns, data }: Dense): Dense {
  const turned = dense(columns, rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned.data[column * rows + row] = data[row * columns + column]!;
  }
  return turned;
}

/** The product of matrices, [m, k] and [k, n] → [m, n]. */
export function product(left: Dense, right: Dense): Dense {
  return rowProducts(left, transposed(right));
}

/** map · symmetric · mapᵀ, symmetric to the last bit. */
export function congruent(map: Dense, symmetric: Dense): Dense {
  return symmetrised(rowProducts(rowProducts(map, symmetric), map));
}

/** The mean of a square matrix and its transpose, in place. */
export function symmetrised(square: Dense): Dense {
  const { rows: size, data } = square;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      const mean = (data[row * size + column]! + data[column * size + row]!) / 2;
      data[row * size + column] = mean;
      data[column * size + row] = mean;
    }
  }
  return square;
}
