import { dense } from '../algebra/dense';
import { eigenOf } from '../algebra/eigen';
import { flooredEigenvalues } from '../algebra/floored';
import type { FullSums } from './full-sums';
import type { FullMixture } from './mixture';

/** kaldi egs/sre08/v1/sid/train_full_ubm.sh; src/gmm/mle-full-gmm.h. */
export interface FullFloors {
  readonly weight: number;
  readonly frames: number;
  readonly variance: number;
  /** Largest ratio of the eigenvalues of a covariance. */
  readonly condition: number;
}

export const fullFloors: FullFloors = { weight: 1e-4, frames: 100, variance: 0.001, condition: 1e4 };

/**
 * The M-step (kaldi src/gmm/mle-full-gmm.cc, MleFullGmmUpdate with remove-low-count-gaussians = false): components with too few frames keep their mean
 * and covariance; eigenvalues are raised to the floor.
 */
export function updateFull(mixture: FullMixture, sums: FullSums, floors: FullFloors = fullFloors): FullMixture {
  const { dimension } = mixture;
  const square = dimension * dimension;
  const total = sums.counts.reduce((sum, count) => sum + count, 0);
  const updated = {
    dimension,
    weights: Float64Array.from(sums.counts, count => count / total),
    means: Float64Array.from(mixture.means),
    covariances: Float64Array.from(mixture.covariances),
  };
  sums.counts.forEach((count, component) => {
    if (count <= floors.frames || count / total <= floors.weight) {
      updated.weights[component] = Math.max(count / total, floors.weight);
      return;
    }
    const offset = sums.first.subarray(component * dimension, (component + 1) * dimension).map(sum => sum / count);
    const covariance = dense(dimension, dimension);
    for (let row = 0; row < dimension; row++) {
      for (let column = 0; column <= row; column++) {
        const second = sums.second[component * square + row * dimension + column]! / count;
        const value = second - offset[row]! * offset[column]!;
        covariance.data[row * dimension + column] = value;
        covariance.data[column * dimension + row] = value;
      }
      updated.means[component * dimension + row]! += offset[row]!;
    }
    const floor = Math.max(floors.variance, (eigenOf(covariance).values[0] ?? 0) / floors.condition);
    updated.covariances.set(flooredEigenvalues(covariance, floor).matrix.data, component * square);
  });
  return updated;
}
