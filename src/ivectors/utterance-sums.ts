import type { Frames } from '../core/vectors';
import type { Alignment } from './alignment';

/** Baum-Welch statistics of some utterances (Dehak et al. 2011, eqs. 4 and 6). */
export interface UtteranceSums {
  readonly utterances: number;
  /** N: frames of each component, [utterances, components]. */
  readonly counts: Float32Array;
  /** F̃: Σ γ (x − m) of each component, [utterances, components · dimension]. */
  readonly first: Float32Array;
}

/** Frames of utterance u are the rows from `utterances[u]` to `utterances[u + 1]`; `means` are m, [components, dimension]. */
export function utteranceSums(
  { columns: dimension, data }: Frames,
  { starts, components, posteriors }: Pick<Alignment, 'starts' | 'components' | 'posteriors'>,
  utterances: Int32Array,
  means: Float64Array,
): UtteranceSums {
  const width = means.length;
  const mixture = width / dimension;
  const count = utterances.length - 1;
  const made = { utterances: count, counts: new Float32Array(count * mixture), first: new Float32Array(count * width) };
  const seen = new Float64Array(mixture);
  const sums = new Float64Array(width);
  for (let utterance = 0; utterance < count; utterance++) {
    seen.fill(0);
    sums.fill(0);
    for (let row = utterances[utterance]!; row < utterances[utterance + 1]!; row++) {
      const from = row * dimension;
      for (let place = starts[row]!; place < starts[row + 1]!; place++) {
        const component = components[place]!;
        const posterior = posteriors[place]!;
        const to = component * dimension;
        seen[component]! += posterior;
        for (let at = 0; at < dimension; at++) sums[to + at]! += posterior * data[from + at]!;
      }
    }
    for (let component = 0; component < mixture; component++) {
      if (seen[component] === 0) continue;
      const to = component * dimension;
      for (let at = to; at < to + dimension; at++) sums[at]! -= seen[component]! * means[at]!;
    }
    made.counts.set(seen, utterance * mixture);
    made.first.set(sums, utterance * width);
  }
  return made;
}
