import { cholesky, triangularInverse } from './cholesky';
import { type Dense, dense, transposed } from './dense';
import { eigenOf } from './eigen';
import { product, rowProducts } from './products';
import { congruent } from './symmetric';

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
  const above = symmetric.data.map((value, at) => value - floor.data[at]!);
  if (cholesky(dense(symmetric.rows, symmetric.columns, above)) !== undefined) return { matrix: symmetric, raised: 0 };
  const factor = cholesky(floor);
  if (factor === undefined) throw new Error('a variance floor is not positive definite');
  const within = congruent(triangularInverse(factor), symmetric);
  const { matrix, raised } = flooredEigenvalues(within, 1);
  if (raised === 0) return { matrix: symmetric, raised };
  return { matrix: rowProducts(product(factor, matrix), factor), raised };
}
