import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { NumericError } from '../core/errors';
import { type Dense, dense } from './dense';
import { rowProducts } from './products';

export interface Eigen {
  /** From the largest down. */
  readonly values: Float64Array;
  /** One eigenvector a row, in the order of the values. */
  readonly vectors: Dense;
}

/** Eigenvalues and vectors of a symmetric matrix; 9 n³ operations (tridiagonal QL, ml-matrix). */
export function eigenOf(symmetric: Dense): Eigen {
  const size = symmetric.rows;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(asMatrix(symmetric), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, index) => index).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  const vectors = dense(size, size);
  order.forEach((from, row) => {
    for (let column = 0; column < size; column++)
      vectors.data[row * size + column] = eigenvectorMatrix.get(column, from);
  });
  return { values: Float64Array.from(order, index => realEigenvalues[index]!), vectors };
}

/** The inverse of the Cholesky factor L: a map under which the covariance becomes the identity. [n, n] */
export function whitening(covariance: Dense): Dense {
  const size = covariance.rows;
  const cholesky = new CholeskyDecomposition(asMatrix(covariance));
  if (!cholesky.isPositiveDefinite()) {
    throw new NumericError({
      what: 'within-speaker covariance is singular',
      expected: `training embeddings that vary in all ${size} dimensions inside speakers`,
      remedy: 'Give more training utterances, or reduce the dimensions with LDA first.',
    });
  }
  const factor = cholesky.lowerTriangularMatrix;
  const inverse = dense(size, size);
  const at = inverse.data;
  for (let row = 0; row < size; row++) {
    const pivot = 1 / factor.get(row, row);
    for (let below = 0; below < row; below++) {
      const weight = factor.get(row, below);
      for (let column = 0; column <= below; column++) at[row * size + column]! -= weight * at[below * size + column]!;
    }
    for (let column = 0; column < row; column++) at[row * size + column]! *= pivot;
    at[row * size + row] = pivot;
  }
  return inverse;
}

/** map · symmetric · mapᵀ, symmetric to the last bit. */
export function congruent(map: Dense, symmetric: Dense): Dense {
  // Both products are with rows: symmetricᵀ is symmetric.
  const product = rowProducts(rowProducts(map, symmetric), map);
  const { rows: size, data } = product;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      const mean = (data[row * size + column]! + data[column * size + row]!) / 2;
      data[row * size + column] = mean;
      data[column * size + row] = mean;
    }
  }
  return product;
}

function asMatrix({ rows, columns, data }: Dense): Matrix {
  return Matrix.from1DArray(rows, columns, data);
}
