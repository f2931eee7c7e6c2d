import { type Dense, dense, identity, transposed } from './dense';
import { innerProduct } from './inner-product';
import { substitute } from './substitute';

/**
 * The lower Cholesky factor of a symmetric matrix, or undefined where it is not positive definite: where a pivot is not above `singular` times
 * its diagonal. n³ / 6, four rows at a time.
 */
export function cholesky(symmetric: Dense, singular = 0): Dense | undefined {
  const { rows: size, data } = symmetric;
  const factor = dense(size, size, Float64Array.from(data));
  const l = factor.data;
  for (let start = 0; start < size; start += 4) {
    const end = Math.min(start + 4, size);
    substitute(l, size, l, start * size, end - start, start);
    for (let row = start; row < end; row++) {
      const at = row * size;
      for (let column = start; column < row; column++) {
        const other = column * size;
        l[at + column] = (l[at + column]! - innerProduct(l, at, l, other, column)) / l[other + column]!;
      }
      const pivot = l[at + row]! - innerProduct(l, at, l, at, row);
      // NaN is no pivot either.
      if (!(pivot > singular * l[at + row]!)) return undefined;
      l[at + row] = Math.sqrt(pivot);
      l.fill(0, at + row + 1, at + size);
    }
  }
  return factor;
}

/** Each row x of the result solves x · (L Lᵀ) = the row of `right`. [m, n] → [m, n]; m n². */
export function solveRows(factor: Dense, right: Dense): Dense {
  const { rows: size, data: l } = factor;
  const x = Float64Array.from(right.data);
  substitute(l, size, x, 0, right.rows, size);
  // Lᵀ from its end is lower triangular again; reversing the whole of x reverses the order of its rows too, twice.
  substitute(transposed(factor).data.reverse(), size, x.reverse(), 0, right.rows, size);
  return dense(right.rows, size, x.reverse());
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
