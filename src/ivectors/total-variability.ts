import { randomOf } from '../core/random';
import type { FullMixture } from './mixture';

/**
 * The model of i-vectors: in an utterance component c has the mean M_c w, with w normal around (offset, 0, … 0) with unit covariance, and the
 * covariance Σ_c (kaldi src/ivector/ivector-extractor.h). With m_c = offset · M_c e₀ and w′ = w less its mean this is the m_c + T_c w′ of Dehak et al. 2011,
 * eq. 1, whose mean supervector lies in the range of T.
 */
export interface TotalVariability {
  /** Length of an i-vector. */
  readonly size: number;
  /** Values in a frame. */
  readonly dimension: number;
  /** Of the components; they stay as the background model has them. */
  readonly weights: Float64Array;
  /** M, [components, dimension, size]. */
  readonly projections: Float64Array;
  /** Σ⁻¹, [components, dimension, dimension]. */
  readonly precisions: Float64Array;
  /** Mean of the first value of w. */
  readonly offset: number;
}

/** kaldi src/ivector/ivector-extractor.cc: hard-wired there. */
const firstOffset = 100;

/** A model to begin with: the mixture's means and covariances, all else of M drawn from a normal distribution by the seed (ivector-extractor.cc, IvectorExtractor). */
export function initialModel(
  { dimension, weights, means }: FullMixture,
  precisions: Float64Array,
  size: number,
  seed: number,
): TotalVariability {
  const projections = sharedNumbers(weights.length * dimension * size);
  for (let component = 0; component < weights.length; component++) {
    const random = randomOf(seed, 'total variability', component);
    for (let at = component * dimension; at < (component + 1) * dimension; at++) {
      projections[at * size] = means[at]! / firstOffset;
      for (let column = 1; column < size; column++) projections[at * size + column] = random.normal();
    }
  }
  return { size, dimension, weights, projections, precisions, offset: firstOffset };
}

/** Means m_c of the components for w at its mean, [components, dimension]. */
export function meansOf({ size, projections, offset }: TotalVariability): Float64Array {
  return Float64Array.from({ length: projections.length / size }, (_, at) => offset * projections[at * size]!);
}

/** Zeros that worker threads see without a copy. */
export function sharedNumbers(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}
