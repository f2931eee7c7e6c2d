import { type Dense, dense } from './dense';
import { innerProduct } from './products';

/** The lower Cholesky factor of a symmetric matrix, or undefined where it is not positive definite. n³ / 6. */
export function cholesky(symmetric: Dense): Dense | undefined {
  const { rows: size, data: a } = symmetric;
  const factor = dense(size, size);
  const l = factor.data;
  for (let row = 0; row < size; row++) {
    const at = row * size;
    for (let column = 0; column < row; column++) {
      const other = column * size;
      l[at + column] = (a[at + column]! - innerProduct(l, at, l, other, column)) / l[other + column]!;
    }
    const pivot = a[at + row]! - innerProduct(l, at, l, at, row);
    // NaN is no pivot either.
    if (!(pivot > 0)) return undefined;
    l[at + row] = Math.sqrt(pivot);
  }
  return factor;
}

/** Each row x of the result solves x · (L Lᵀ) = the row of `right`. [m, n] → [m, n]; m n². */
export function solveRows(factor: Dense, right: Dense): Dense {
  const { rows: size, data: l } = factor;
  const out = dense(right.rows, size, Float64Array.from(right.data));
  for (let row = 0; row < right.rows; row++) {
    const x = out.data.subarray(row * size, (row + 1) * size);
    for (let i = 0; i < size; i++) x[i] = (x[i]! - innerProduct(l, i * size, x, 0, i)) / l[i * size + i]!;
    for (let i = size - 1; i >= 0; i--) {
      const value = x[i]! / l[i * size + i]!;
      x[i] = value;
      const at = i * size;
      for (let j = 0; j < i; j++) x[j]! -= value * l[at + j]!;
    }
  }
  return out;
}

/** The inverse of L Lᵀ, symmetric up to rounding. */
export function inverseOf(factor: Dense): Dense {
  return solveRows(factor, identity(factor.rows));
}

/** The inverse of a lower triangular matrix, lower triangular too. */
export function triangularInverse({ rows: size, data: l }: Dense): Dense {
  const inverse = dense(size, size);
  const x = inverse.data;
  for (let row = 0; row < size; row++) {
    const at = row * size;
    for (let below = 0; below < row; below++) {
      const weight = l[at + below]!;
      for (let column = 0; column <= below; column++) x[at + column]! -= weight * x[below * size + column]!;
    }
    const pivot = 1 / l[at + row]!;
    for (let column = 0; column < row; column++) x[at + column]! *= pivot;
    x[at + row] = pivot;
  }
  return inverse;
}

/** The log determinant of L Lᵀ. */
export function logDeterminant({ rows: size, data }: Dense): number {
  let sum = 0;
  for (let row = 0; row < size; row++) sum += 2 * Math.log(data[row * (size + 1)]!);
  return sum;
}

export function identity(size: number): Dense {
  const unit = dense(size, size);
  for (let row = 0; row < size; row++) unit.data[row * (size + 1)] = 1;
  return unit;
}
