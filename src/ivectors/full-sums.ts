import type { Frames } from '../core/vectors';
import type { Aligner, Alignment } from './alignment';

/** What an iteration of EM needs of the frames; sums of differences from the means that the components had. */
export interface FullSums {
  readonly counts: Float64Array;
  /** Σ γ (x − mean), [components, dimension]. */
  readonly first: Float64Array;
  /** Σ γ (x − mean)(x − mean)ᵀ, [components, dimension, dimension]. */
  readonly second: Float64Array;
  logLikelihood: number;
  frames: number;
}

export function noFullSums(components: number, dimension: number): FullSums {
  return {
    counts: new Float64Array(components),
    first: new Float64Array(components * dimension),
    second: new Float64Array(components * dimension * dimension),
    logLikelihood: 0,
    frames: 0,
  };
}

/** Adds aligned frames to the sums of the E-step (kaldi src/gmm/mle-full-gmm.cc, AccumulateFromPosteriors). */
export function addFullSums(aligner: Aligner, frames: Frames, alignment: Alignment, sums: FullSums): void {
  const { components, posteriors, logLikelihood } = alignment;
  components.forEach((component, place) => {
    sums.counts[component]! += posteriors[place]!;
  });
  aligner.device.addMoments(frames, aligner.tiles(alignment), posteriors, sums.first, sums.second);
  sums.logLikelihood += logLikelihood;
  sums.frames += frames.rows;
}
