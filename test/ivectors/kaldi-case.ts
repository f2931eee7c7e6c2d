import type { Frames } from '../../src/core/vectors';
import type { DiagonalMixture, FullMixture } from '../../src/ivectors/mixture';
import { sharedNumbers, type TotalVariability } from '../../src/ivectors/total-variability';
import reference from '../references/ivector.json';

export const { dimension, size, candidates, least } = reference;

/** All utterances one after the other, and where each begins. */
export const starts = Int32Array.from({ length: reference.utterances.length + 1 }, (_, row) =>
  reference.utterances.slice(0, row).reduce((sum, { length }) => sum + length / dimension, 0),
);
const values = Float32Array.from(reference.utterances.flat());
export const frames: Frames = { rows: values.length / dimension, columns: dimension, data: values };

export const diagonals = reference.diagonals.map(diagonalOf);
export const learnStep = diagonalOf(reference.learnStep);

function diagonalOf({ weights, means, variances }: (typeof reference.diagonals)[number]): DiagonalMixture {
  return {
    dimension,
    weights: Float64Array.from(weights),
    means: Float64Array.from(means),
    variances: Float64Array.from(variances),
  };
}

export const fulls = reference.fulls.map(
  ({ weights, means, covariances }): FullMixture => ({
    dimension,
    weights: Float64Array.from(weights),
    means: Float64Array.from(means),
    covariances: Float64Array.from(covariances),
  }),
);

/** Anew each time: EM overwrites it. */
export function model(iteration: number): TotalVariability {
  const { weights, projections, precisions, offset } = reference.extractors[iteration]!;
  const shared = (numbers: readonly number[]): Float64Array => {
    const copy = sharedNumbers(numbers.length);
    copy.set(numbers);
    return copy;
  };
  return {
    size,
    dimension,
    weights: Float64Array.from(weights),
    projections: shared(projections),
    precisions: shared(precisions),
    offset,
  };
}

export const { likelihoods, objectives, posteriors, ivectors } = reference;

/** The largest difference, as a share of the largest value expected. */
export function largestError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [difference, scale] = [0, 0];
  for (let at = 0; at < expected.length; at++) {
    difference = Math.max(difference, Math.abs(found[at]! - expected[at]!));
    scale = Math.max(scale, Math.abs(expected[at]!));
  }
  return found.length === expected.length ? difference / scale : Number.NaN;
}
