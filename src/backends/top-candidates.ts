/** A bin of the histogram is 2²⁰ wide, so that 2¹² hold every 32-bit number. */
const [BIN_BITS, BINS] = [20, 4096];
/** One score in so many tells about where the largest begin. */
const SAMPLED = 16;

/** Finds the places of scores that can be among the `top` largest where each is off by the bound at most, and few others; in order. */
export type CandidateFinder = (scores: Int32Array, bound: number, found: Int32Array) => number;

/** `found` is written from its beginning; → how many. */
export function candidateFinder(top: number): CandidateFinder {
  const bins = new Int32Array(BINS);
  /** Where the bin begins in which the `top`-th largest lies. */
  const edge = (scores: Int32Array, places: Int32Array, count: number, rank: number): number => {
    bins.fill(0);
    for (let at = 0; at < count; at++) bins[(scores[places[at]!]! >> BIN_BITS) + BINS / 2]!++;
    let bin = BINS;
    for (let seen = 0; seen < rank; ) seen += bins[--bin]!;
    return (bin - BINS / 2) * 2 ** BIN_BITS;
  };
  let sample = new Int32Array(0);
  return (scores, bound, found) => {
    const margin = Math.ceil(2 * bound);
    const sampled = Math.ceil(scores.length / SAMPLED);
    if (sample.length !== sampled) sample = Int32Array.from({ length: sampled }, (_, at) => at * SAMPLED);
    const expected = top / SAMPLED;
    const rank = Math.ceil(expected + 2 * Math.sqrt(expected));
    let guess = rank < sampled ? edge(scores, sample, sampled, rank) - margin : -Infinity;
    for (;;) {
      const count = reaching(scores, guess, found);
      if (count >= top) {
        // `top` scores reach the edge, so their true values are the bound below it at least; others' at most the bound above.
        const least = edge(scores, found, count, top) - margin;
        if (least >= guess) return keepReaching(scores, least, found, count);
      }
      guess = -Infinity;
    }
  };
}

function reaching(scores: Int32Array, least: number, found: Int32Array): number {
  let count = 0;
  for (let at = 0; at < scores.length; at++) {
    if (scores[at]! >= least) found[count++] = at;
  }
  return count;
}

function keepReaching(scores: Int32Array, least: number, found: Int32Array, count: number): number {
  let kept = 0;
  for (let at = 0; at < count; at++) {
    if (scores[found[at]!]! >= least) found[kept++] = found[at]!;
  }
  return kept;
}
