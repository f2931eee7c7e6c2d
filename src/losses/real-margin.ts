import { z } from 'zod';
import { tf } from '../engine/tf';
import { withoutGradient } from '../layers/without-gradient';
import type { Cosines } from './cosine-classes';
import { crossEntropy } from './cross-entropy';
import { pairStatistics } from './pair-statistics';

/** What a class counts in the sum of eq. 12 once the own class leads it by the margin. */
export const satisfiedReading = z
  .enum(['one', 'dropped', 'zero-logit'])
  .default('one')
  .describe(
    'a class whose margin is met counts: one, e⁰ = 1, as eq. 12 is written; dropped, nothing, as its text says; zero-logit, as a logit of 0, as the released code',
  );

export type SatisfiedReading = z.output<typeof satisfiedReading>;

/** Far under every logit, so that its exponential is 0; finite, as 0 · ∞ would be NaN. */
const nothing = -1e9;

export interface RealMargin {
  readonly loss: tf.Scalar;
  /** Those of {@link pairStatistics}; a satisfied pair's cosine moves no logit, in any reading. */
  readonly statistics: Readonly<Record<string, tf.Scalar>>;
}

/**
 * (1/N) Σ ln{ 1 + Σ_{j≠y} exp(max{0, −s(target − cos θ_j)}) }, where target is [batch, 1], the own cosine with its margin
 * taken off: Li et al. 2021, Real AM-Softmax, eq. 12, and its two other readings.
 */
export function realMargin(
  cosines: Cosines,
  target: tf.Tensor2D,
  scale: number,
  reading: SatisfiedReading,
): RealMargin {
  const { all, own } = cosines;
  const others = tf.sub<tf.Tensor2D>(1, own);
  // By how much each other class breaks its margin, scaled; 0 at the own class, whose e⁰ is the 1 of eq. 12.
  const excess = tf.mul<tf.Tensor2D>(tf.mul(tf.sub(all, target), scale), others);
  const met = withoutGradient(excess, value => tf.logicalAnd(tf.lessEqual(value, 0), tf.cast(others, 'bool')));
  const logits = logitsOf(reading, excess, target, scale, met);
  return {
    loss: crossEntropy(logits, own),
    statistics: pairStatistics(cosines, target, logits, { hard: scale, satisfied: 0 }),
  };
}

/** Logits relative to the own class: those of broken margins are their excess, those of met ones depend on the reading. */
function logitsOf(
  reading: SatisfiedReading,
  excess: tf.Tensor2D,
  target: tf.Tensor2D,
  scale: number,
  met: tf.Tensor,
): tf.Tensor2D {
  switch (reading) {
    case 'one':
      return tf.relu(excess);
    case 'dropped':
      return tf.where(met, tf.fill(excess.shape, nothing), excess);
    case 'zero-logit':
      return tf.where(met, tf.mul(tf.onesLike(excess), tf.mul(target, -scale)), excess);
  }
}
