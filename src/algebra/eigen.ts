import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { type Dense, dense } from './dense';

export interface Eigen {
  /** From the largest down. */
  readonly values: Float64Array;
  /** One eigenvector a row, in the order of the values. */
  readonly vectors: Dense;
}

/** Eigenvalues and vectors of a symmetric matrix; 9 n³ operations (tridiagonal QL, ml-matrix). */
export function eigenOf({ rows: size, data }: Dense): Eigen {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(Matrix.from1DArray(size, size, data), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, index) => index).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  const vectors = dense(size, size);
  order.forEach((from, row) => {
    for (let column = 0; column < size; column++) {
      vectors.data[row * size + column] = eigenvectorMatrix.get(column, from);
    }
  });
  return { values: Float64Array.from(order, index => realEigenvalues[index]!), vectors };
}
