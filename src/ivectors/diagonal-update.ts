import type { DiagonalSums } from './diagonal-sums';
import type { DiagonalMixture } from './mixture';

/** Below these a component keeps its mean and covariance (kaldi egs/sre08/v1/sid/train_diag_ubm.sh; src/gmm/mle-diag-gmm.h). */
export interface DiagonalFloors {
  readonly weight: number;
  readonly frames: number;
  readonly variance: number;
}

export const diagonalFloors: DiagonalFloors = { weight: 1e-4, frames: 10, variance: 0.001 };

/**
 * The M-step (kaldi src/gmm/mle-diag-gmm.cc, MleDiagGmmUpdate with remove-low-count-gaussians = false): components with too few frames keep their
 * mean and variance, and a weight of at least the floor; the weights are not scaled to 1 again, as there.
 */
export function updateDiagonal(
  mixture: DiagonalMixture,
  { counts, first, second }: DiagonalSums,
  floors: DiagonalFloors = diagonalFloors,
): DiagonalMixture {
  const { dimension } = mixture;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const updated = {
    dimension,
    weights: Float64Array.from(counts, count => count / total),
    means: Float64Array.from(mixture.means),
    variances: Float64Array.from(mixture.variances),
  };
  counts.forEach((count, component) => {
    if (count <= floors.frames || count / total <= floors.weight) {
      updated.weights[component] = Math.max(count / total, floors.weight);
      return;
    }
    for (let at = component * dimension; at < (component + 1) * dimension; at++) {
      const mean = first[at]! / count;
      updated.means[at] = mean;
      updated.variances[at] = Math.max(second[at]! / count - mean * mean, floors.variance);
    }
  });
  return updated;
}
