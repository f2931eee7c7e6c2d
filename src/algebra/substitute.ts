import { innerProduct } from './inner-product';

/**
 * Forward substitution of rows that lie one after the other: x · Lᵀ = the row, for its first `end` values, in place. `l` is row-major with `size`
 * columns, as `x` is from `from` on. Four rows share what is read of L. rows · end² / 2.
 */
export function substitute(
  l: Float64Array,
  size: number,
  x: Float64Array,
  from: number,
  rows: number,
  end: number,
): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const x0 = from + row * size;
    const [x1, x2, x3] = [x0 + size, x0 + 2 * size, x0 + 3 * size];
    for (let i = 0; i < end; i++) {
      const at = i * size;
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let j = 0; j < i; j++) {
        const value = l[at + j]!;
        s0 += value * x[x0 + j]!;
        s1 += value * x[x1 + j]!;
        s2 += value * x[x2 + j]!;
        s3 += value * x[x3 + j]!;
      }
      const pivot = l[at + i]!;
      x[x0 + i] = (x[x0 + i]! - s0) / pivot;
      x[x1 + i] = (x[x1 + i]! - s1) / pivot;
      x[x2 + i] = (x[x2 + i]! - s2) / pivot;
      x[x3 + i] = (x[x3 + i]! - s3) / pivot;
    }
  }
  for (; row < rows; row++) {
    const at = from + row * size;
    for (let i = 0; i < end; i++) {
      x[at + i] = (x[at + i]! - innerProduct(l, i * size, x, at, i)) / l[i * size + i]!;
    }
  }
}
