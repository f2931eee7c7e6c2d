import { rawOp } from '../engine/raw-op';
import { tf } from '../engine/tf';

/** Largest matrix that is handed to TensorFlow's own Cholesky kernel, which is slow for large ones on CPUs. */
const leaf = 80;

/** A type, as tf.tidy takes no interface. */
export type PositiveInverse = {
  readonly inverse: tf.Tensor3D;
  /** Log determinants of what was inverted, [batch]. */
  readonly logDeterminant: tf.Tensor1D;
};

/**
 * Inverses of symmetric positive definite matrices, [batch, n, n], by halves: with A = [P Q; Qᵀ S] and the Schur complement C = S − Qᵀ P⁻¹ Q, all but the inverses
 * of P and C are products of matrices, ten times as fast as a factorisation of the whole (Golub, Van Loan, Matrix Computations, 3.2.12 on block elimination). NaN where a matrix is not positive
 * definite.
 */
export function positiveInverse(matrices: tf.Tensor3D): PositiveInverse {
  const [batch, size] = matrices.shape;
  return tf.tidy(() => (size <= leaf ? byCholesky(matrices) : byHalves(matrices, batch, size)));
}

function byHalves(matrices: tf.Tensor3D, batch: number, size: number): PositiveInverse {
  const half = Math.ceil(size / 2);
  const rest = size - half;
  const upper = tf.slice3d(matrices, [0, 0, 0], [batch, half, half]);
  const corner = tf.slice3d(matrices, [0, 0, half], [batch, half, rest]); // Q
  const p = positiveInverse(upper);
  const reach = tf.matMul(p.inverse, corner); // P⁻¹ Q
  const lower = tf.slice3d(matrices, [0, half, half], [batch, rest, rest]);
  const c = positiveInverse(tf.sub(lower, tf.matMul(corner, reach, true, false)));
  const side = tf.neg<tf.Tensor3D>(tf.matMul(reach, c.inverse)); // −P⁻¹ Q C⁻¹
  const top = tf.sub<tf.Tensor3D>(p.inverse, tf.matMul(side, reach, false, true));
  const left = tf.concat3d([top, tf.transpose<tf.Tensor3D>(side, [0, 2, 1])], 1);
  const right = tf.concat3d([side, c.inverse], 1);
  return {
    inverse: tf.concat3d([left, right], 2),
    logDeterminant: tf.add(p.logDeterminant, c.logDeterminant),
  };
}

function byCholesky(matrices: tf.Tensor3D): PositiveInverse {
  const [batch, size] = matrices.shape;
  const type = { T: { type: 'float32' } } as const;
  const [factor] = rawOp('Cholesky', type, [matrices], 1);
  if (factor === undefined) throw new Error('Cholesky gave no output');
  const unit = tf.tile(tf.expandDims(tf.eye(size), 0), [batch, 1, 1]);
  const [solved] = rawOp('MatrixTriangularSolve', { ...type, lower: true, adjoint: false }, [factor, unit], 1);
  if (solved === undefined) throw new Error('MatrixTriangularSolve gave no output');
  const diagonal = tf.sum<tf.Tensor2D>(tf.mul(factor, tf.eye(size)), 2);
  return {
    inverse: tf.matMul(solved, solved, true, false).as3D(batch, size, size),
    logDeterminant: tf.mul(tf.sum<tf.Tensor1D>(tf.log(diagonal), 1), 2),
  };
}
