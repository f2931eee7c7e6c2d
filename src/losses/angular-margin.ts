import { z } from 'zod';
import { tf } from '../engine/tf';
import { withoutGradient } from '../layers/without-gradient';

/** Where θ + m passes π (or θ passes π/2, for `easy`), cos(θ + m) no longer falls with θ; these are the known ways out. */
export const angularVariant = z
  .enum(['arcface', 'wespeaker', 'plain', 'easy'])
  .default('arcface')
  .describe(
    'past θ + m = π: arcface cos θ − m·sin m; wespeaker cos θ − 1 − cos(π − m); plain cos(θ + m) everywhere; easy: cos θ where cos θ ≤ 0',
  );

export type AngularVariant = z.output<typeof angularVariant>;

/**
 * cos(θ + m) from cos θ, or what the variant puts in its place. Deng et al. 2019, ArcFace, eq. 3; `arcface` as the authors'
 * insightface (cos θ − m·sin m), `wespeaker` and `easy` as wespeaker/models/projections.py, ArcMarginProduct.
 * The gradient is finite for every cosine: within float32's rounding of ±1 the sine counts as the constant 0.
 */
export function addAngle(cosine: tf.Tensor2D, margin: tf.Scalar, variant: AngularVariant): tf.Tensor2D {
  const cosM = tf.cos(margin);
  const sinM = tf.sin(margin);
  const moved = tf.sub<tf.Tensor2D>(tf.mul(cosine, cosM), tf.mul(sine(cosine), sinM));
  switch (variant) {
    case 'plain':
      return moved;
    case 'easy':
      return tf.where(above(cosine, 0), moved, cosine);
    case 'arcface':
      return beforeTurn(cosine, cosM, moved, tf.mul(margin, sinM));
    case 'wespeaker':
      return beforeTurn(cosine, cosM, moved, tf.sub(1, cosM));
  }
}

/** θ + m < π, where cos θ > cos(π − m) = −cos m: the moved cosine; past it the cosine less a penalty. */
function beforeTurn(cosine: tf.Tensor2D, cosM: tf.Scalar, moved: tf.Tensor2D, penalty: tf.Tensor): tf.Tensor2D {
  return tf.where(above(cosine, tf.neg(cosM)), moved, tf.sub<tf.Tensor2D>(cosine, penalty));
}

/** √(1 − cos²), and 0 with gradient 0 where 1 − cos² is under 1e-7, one rounding step of a float32 cosine near 1. */
function sine(cosine: tf.Tensor2D): tf.Tensor2D {
  const squared = tf.sub<tf.Tensor2D>(1, tf.square(cosine));
  const real = above(squared, 1e-7);
  // The inner choice keeps the root's slope finite where the outer one drops its value: 0 · ∞ would be NaN.
  const root = tf.sqrt(tf.where(real, squared, tf.onesLike(squared)));
  return tf.where(real, root, tf.zerosLike(root));
}

function above(x: tf.Tensor, bound: tf.Tensor | number): tf.Tensor {
  return withoutGradient(x, value => tf.greater(value, bound));
}
