import { block, type Dense, dense, identity, putBlock, transposed } from './dense';
import { innerProduct } from './inner-product';
import { rowProducts } from './products';
import { substitute } from './substitute';

/** Matrices up to this size are worked on directly; larger ones by halves, so that nearly all of the work is products of matrices. */
const leaf = 64;

/**
 * The lower Cholesky factor of a symmetric matrix, or undefined where it is not positive definite: where a pivot is not above `singular` times
 * its diagonal. By halves (Golub, Van Loan, Matrix Computations, 4.2.6): n³ / 4 multiplications, at the pace of products from some hundred rows on.
 */
export function cholesky(symmetric: Dense, singular = 0): Dense | undefined {
  const { rows: size, data } = symmetric;
  const least = Float64Array.from({ length: size }, (_, row) => singular * data[row * (size + 1)]!);
  return byHalves(symmetric, least);
}

/** Pivots must be above `least`, row by row. */
function byHalves(symmetric: Dense, least: Float64Array): Dense | undefined {
  const size = symmetric.rows;
  if (size <= leaf) return byRows(symmetric, least);
  const half = middle(size);
  const upper = byHalves(block(symmetric, 0, half, 0, half), least.subarray(0, half));
  if (upper === undefined) return undefined;
  const side = block(symmetric, half, size, 0, half);
  solveTriangular(upper, side);
  const rest = block(symmetric, half, size, half, size);
  subtract(rest, rowProducts(side, side));
  const lower = byHalves(rest, least.subarray(half));
  if (lower === undefined) return undefined;
  const factor = dense(size, size);
  putBlock(upper, factor, 0, 0);
  putBlock(side, factor, half, 0);
  putBlock(lower, factor, half, half);
  return factor;
}

function byRows(symmetric: Dense, least: Float64Array): Dense | undefined {
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
      if (!(pivot > least[row]!)) return undefined;
      l[at + row] = Math.sqrt(pivot);
      l.fill(0, at + row + 1, at + size);
    }
  }
  return factor;
}

/** Each row x of the result solves x · (L Lᵀ) = the row of `right`. [m, n] → [m, n]; m n². */
export function solveRows(factor: Dense, right: Dense): Dense {
  const size = factor.rows;
  const x = dense(right.rows, size, Float64Array.from(right.data));
  solveTriangular(factor, x);
  // Lᵀ from its end is lower triangular again; reversing the whole of x reverses the order of its rows too, twice.
  x.data.reverse();
  solveTriangular(dense(size, size, transposed(factor).data.reverse()), x);
  x.data.reverse();
  return x;
}

/** Each row x becomes what solves x · Lᵀ = the row, in place, for a lower triangular L. */
function solveTriangular(factor: Dense, x: Dense): void {
  const size = factor.rows;
  if (size <= leaf) {
    substitute(factor.data, size, x.data, 0, x.rows, size);
    return;
  }
  const half = middle(size);
  const left = block(x, 0, x.rows, 0, half);
  solveTriangular(block(factor, 0, half, 0, half), left);
  const right = block(x, 0, x.rows, half, size);
  subtract(right, rowProducts(left, block(factor, half, size, 0, half)));
  solveTriangular(block(factor, half, size, half, size), right);
  putBlock(left, x, 0, 0);
  putBlock(right, x, 0, half);
}

/** A half that is a multiple of four, as substitution takes four rows at a time. */
function middle(size: number): number {
  return 4 * Math.ceil(size / 8);
}

function subtract(from: Dense, what: Dense): void {
  for (let at = 0; at < from.data.length; at++) from.data[at]! -= what.data[at]!;
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
