import type { Frames } from '../core/vectors';
import { selectCandidates } from './candidates';
import { type DiagonalMixture, diagonalOf, type FullMixture } from './mixture';
import { MixtureOnDevice } from './tile-densities';
import { type Tiles, tilesOf } from './tiles';

/** Which components made which frames: for frame `row` the pairs from `starts[row]` to `starts[row + 1]`. */
export interface Alignment {
  readonly starts: Int32Array;
  readonly components: Int32Array;
  /** How likely, given the frame; they sum to 1 for each frame. */
  readonly posteriors: Float32Array;
  /** Σ log p(x) over the frames, of the candidates alone. */
  readonly logLikelihood: number;
}

export interface AlignerOptions {
  /** Components of a frame that are looked at with their full covariance. */
  readonly candidates: number;
  /** Posteriors below this are dropped and the others scaled to sum to 1; 0 keeps all. */
  readonly least: number;
}

/** A full-covariance mixture ready to align frames. */
export class Aligner {
  readonly device: MixtureOnDevice;
  private readonly selector: DiagonalMixture;
  private readonly candidates: number;
  private readonly least: number;

  constructor(mixture: FullMixture, { candidates, least }: AlignerOptions) {
    this.device = new MixtureOnDevice(mixture);
    this.selector = diagonalOf(mixture);
    this.candidates = Math.min(candidates, mixture.weights.length);
    this.least = least;
  }

  /**
   * Candidates by the diagonal mixture, their posteriors by the full one, small ones dropped (kaldi src/gmmbin/gmm-gselect.cc;
   * src/fgmmbin/fgmm-global-gselect-to-post.cc).
   */
  align(frames: Frames): Alignment {
    const selected = selectCandidates(this.selector, frames, this.candidates);
    const starts = Int32Array.from({ length: frames.rows + 1 }, (_, row) => row * this.candidates);
    const tiles = tilesOf(starts, selected, this.device.components);
    const densities = this.device.logDensities(frames, tiles, selected.length);
    return pruned(selected, densities, this.candidates, this.least);
  }

  tiles({ starts, components }: Alignment): Tiles {
    return tilesOf(starts, components, this.device.components);
  }

  dispose(): void {
    this.device.dispose();
  }
}

/** Posteriors out of `count` log densities a frame. */
function pruned(selected: Int32Array, densities: Float64Array, count: number, least: number): Alignment {
  const rows = selected.length / count;
  const starts = new Int32Array(rows + 1);
  const components = new Int32Array(selected.length);
  const posteriors = new Float32Array(selected.length);
  let logLikelihood = 0;
  let kept = 0;
  for (let row = 0; row < rows; row++) {
    const from = row * count;
    let largest = from;
    for (let at = from; at < from + count; at++) if (densities[at]! > densities[largest]!) largest = at;
    const top = densities[largest]!;
    let total = 0;
    for (let at = from; at < from + count; at++) total += Math.exp(densities[at]! - top);
    logLikelihood += top + Math.log(total);
    const first = kept;
    let sum = 0;
    for (let at = from; at < from + count; at++) {
      const posterior = Math.exp(densities[at]! - top) / total;
      // The likeliest stays whatever the limit.
      if (posterior < least && at !== largest) continue;
      components[kept] = selected[at]!;
      posteriors[kept++] = posterior;
      sum += posterior;
    }
    for (let at = first; at < kept; at++) posteriors[at]! /= sum;
    starts[row + 1] = kept;
  }
  return {
    starts,
    components: components.slice(0, kept),
    posteriors: posteriors.slice(0, kept),
    logLikelihood,
  };
}
