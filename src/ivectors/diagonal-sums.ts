import type { Frames } from '../core/vectors';
import { tf } from '../engine/tf';
import type { DiagonalMixture } from './mixture';
import { valuesOf } from './values-of';

/** What an iteration of EM needs of the frames, given how likely each component made each of them. */
export interface DiagonalSums {
  readonly counts: Float64Array;
  /** Σ γ x and Σ γ x², [components, dimension]. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Σ log p(x), and of how many frames. */
  logLikelihood: number;
  frames: number;
}

/** Frames that go to the device at once: their densities are a matrix of this many rows. */
const block = 8192;
const none = new Float32Array();

export function noDiagonalSums({ weights, dimension }: DiagonalMixture): DiagonalSums {
  const size = weights.length * dimension;
  return {
    counts: new Float64Array(weights.length),
    first: new Float64Array(size),
    second: new Float64Array(size),
    logLikelihood: 0,
    frames: 0,
  };
}

/**
 * Adds frames to the sums of the E-step (kaldi src/gmm/mle-diag-gmm.cc, AccumulateFromDiag; Reynolds, Quatieri, Dunn 2000, eqs. 7 to 10).
 * Densities and sums over blocks are matrix products in single precision, sums of blocks are in double. Unlike Kaldi's script, which keeps the 30
 * likeliest components of a frame, all components count. 4 · components · dimension multiplications a frame.
 */
export function addDiagonalSums(mixture: DiagonalMixture, { rows, columns, data }: Frames, sums: DiagonalSums): void {
  const components = mixture.weights.length;
  const map = tf.tensor2d(densityMap(mixture), [2 * columns + 1, components]);
  for (let start = 0; start < rows; start += block) {
    const count = Math.min(block, rows - start);
    const part = data.slice(start * columns, (start + count) * columns);
    const [moments = none, likelihoods = none] = valuesOf(() => {
      const terms = squaresBeside(tf.tensor2d(part, [count, columns])); // [frames, 2 · dimension + 1]
      const densities = tf.matMul(terms, map); // [frames, components]
      const total = tf.logSumExp(densities, 1, true); // [frames, 1]
      const posteriors = tf.exp(tf.sub(densities, total));
      return [tf.matMul(posteriors, terms, true, false), total];
    });
    for (let component = 0; component < components; component++) {
      const [from, to] = [component * (2 * columns + 1), component * columns];
      for (let at = 0; at < columns; at++) {
        sums.first[to + at]! += moments[from + at]!;
        sums.second[to + at]! += moments[from + columns + at]!;
      }
      sums.counts[component]! += moments[from + 2 * columns]!;
    }
    for (const value of likelihoods) sums.logLikelihood += value;
    sums.frames += count;
  }
  map.dispose();
}

/** [x, x², 1], whose product with the density map is the log of weight times density. */
export function squaresBeside(frames: tf.Tensor2D): tf.Tensor2D {
  return tf.concat2d([frames, tf.square(frames), tf.ones<tf.Rank.R2>([frames.shape[0], 1])], 1);
}

/** Row-major [2 · dimension + 1, components]: mean / variance, −½ / variance, and the constants. */
export function densityMap({ dimension, weights, means, variances }: DiagonalMixture): Float32Array {
  const components = weights.length;
  const map = new Float32Array((2 * dimension + 1) * components);
  for (let component = 0; component < components; component++) {
    let constant = Math.log(weights[component]!) - 0.5 * dimension * Math.log(2 * Math.PI);
    for (let at = 0; at < dimension; at++) {
      const mean = means[component * dimension + at]!;
      const variance = variances[component * dimension + at]!;
      map[at * components + component] = mean / variance;
      map[(dimension + at) * components + component] = -0.5 / variance;
      constant -= 0.5 * (Math.log(variance) + (mean * mean) / variance);
    }
    map[2 * dimension * components + component] = constant;
  }
  return map;
}
