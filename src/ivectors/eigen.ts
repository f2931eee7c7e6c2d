import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { cholesky, triangularInverse } from './cholesky';
import { type Dense, dense } from './dense';
import { congruent, product, rowProducts, transposed } from './products';

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

export interface Floored {
  readonly matrix: Dense;
  /** How many eigenvalues were raised. */
  readonly raised: number;
}

/** The symmetric matrix with eigenvalues of at least `floor` (kaldi src/matrix/sp-matrix.cc, ApplyFloor); itself where none is below. */
export function flooredEigenvalues(symmetric: Dense, floor: number): Floored {
  const { values, vectors } = eigenOf(symmetric);
  const raised = values.filter(value => value < floor).length;
  if (raised === 0) return { matrix: symmetric, raised };
  const turned = transposed(vectors);
  const scale = values.map(value => Math.sqrt(Math.max(value, floor)));
  const half = dense(
    turned.rows,
    turned.columns,
    turned.data.map((value, at) => value * scale[at % turned.columns]!),
  );
  return { matrix: rowProducts(half, half), raised };
}

/** The symmetric matrix with a variance of at least `floor`'s in every direction: eigenvalues in the space where the floor is the identity. */
export function flooredBy(symmetric: Dense, floor: Dense): Floored {
  const factor = cholesky(floor);
  if (factor === undefined) throw new Error('a variance floor is not positive definite');
  const within = congruent(triangularInverse(factor), symmetric);
  const { matrix, raised } = flooredEigenvalues(within, 1);
  if (raised === 0) return { matrix: symmetric, raised };
  return { matrix: rowProducts(product(factor, matrix), factor), raised };
}
