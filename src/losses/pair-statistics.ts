import { tf } from '../engine/tf';
import type { Cosines } from './cosine-classes';

/** ∂logit_j / ∂cos θ_j of another class j, by whether its margin is met. */
export interface PairSlopes {
  readonly hard: number;
  readonly satisfied: number;
}

/**
 * What a loss does with its pairs of embedding i and other class j ≠ y in a batch of N: the analysis of Li et al. 2021, section 2,
 * under the same names for all losses with a margin. A pair is satisfied where its margin is met, cos θ_y − cos θ_j ≥ m (on the angle:
 * cos(θ_y + m) ≥ cos θ_j), and hard elsewhere; m is the margin of this step.
 *
 * - `satisfied`: share of pairs that are satisfied, in [0, 1];
 * - `target_cosine`: mean of cos θ_y over the batch;
 * - `hard_cosine`, `satisfied_cosine`: mean of cos θ_j over hard and over satisfied pairs; 0 where there is no such pair;
 * - `hard_pull`, `satisfied_pull`: (1/N) Σ_i Σ_j |∂ℓ_i / ∂cos θ_j| over hard and over satisfied pairs, ℓ_i being the loss of embedding i:
 *   how hard the loss pushes other classes away. ℓ_i is a cross entropy of logits, so the slope is softmax(logits)_j · ∂logit_j / ∂cos θ_j,
 *   which is 0 for satisfied pairs of the real margins (eq. 12).
 */
export function pairStatistics(
  { all, own, target }: Cosines,
  /** The own cosine with its margin, [batch, 1]. */
  withMargin: tf.Tensor2D,
  /** What the cross entropy is taken of, [batch, classes]. */
  logits: tf.Tensor2D,
  slopes: PairSlopes,
): Record<string, tf.Scalar> {
  const batch = all.shape[0];
  const others = tf.sub(1, own);
  const satisfied = tf.mul(tf.lessEqual(all, withMargin).toFloat(), others);
  const hard = tf.sub(others, satisfied);
  const probabilities = tf.softmax(logits);
  const meanCosine = (pairs: tf.Tensor): tf.Scalar => tf.div(tf.sum(tf.mul(all, pairs)), tf.maximum(tf.sum(pairs), 1));
  const pull = (pairs: tf.Tensor, slope: number): tf.Scalar =>
    tf.mul(tf.sum(tf.mul(probabilities, pairs)), slope / batch);
  return {
    satisfied: tf.div(tf.sum(satisfied), tf.sum(others)),
    target_cosine: tf.mean(target),
    hard_cosine: meanCosine(hard),
    satisfied_cosine: meanCosine(satisfied),
    hard_pull: pull(hard, slopes.hard),
    satisfied_pull: pull(satisfied, slopes.satisfied),
  };
}
