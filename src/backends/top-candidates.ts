import { upTo } from '../algebra/wasm-code';
import { REACH_STEP, reachKernel } from './reach-kernel';

/** A bin of the histogram is 2²⁰ wide, so that 2¹² hold every 32-bit number. */
const [BIN_BITS, BINS] = [20, 4096];
/** One score in so many tells about where the largest begin. */
const SAMPLED = 16;
const SMALLEST = -(2 ** 31);

/**
 * Finds which of `count` scores at an address can be among the `top` largest where each is off by the bound at most,
 * and few others; their places, in order, are written to `found`. → how many.
 */
export type CandidateFinder = (address: number, count: number, bound: number, found: Int32Array) => number;

/** Bytes that a finder needs for itself for so many scores. */
export const finderBytes = (scores: number): number => 4 * (upTo(scores, REACH_STEP) + 2);

/** The scores, 32-bit numbers, lie in that memory, and `room` is the address of the finder's own bytes in it. */
export function candidateFinder(memory: WebAssembly.Memory, room: number, top: number): CandidateFinder {
  const reach = reachKernel(memory);
  const values = new Int32Array(memory.buffer);
  const bins = new Int32Array(BINS);
  const binOf = (score: number): number => (score >> BIN_BITS) + BINS / 2;
  /** The smallest score of the bin in which the one of that rank lies, of those counted; empties the bins. */
  const edgeOf = (rank: number): number => {
    let bin = BINS;
    for (let seen = 0; seen < rank; ) seen += bins[--bin]!;
    bins.fill(0);
    return (bin - BINS / 2) * 2 ** BIN_BITS;
  };
  const guess = (first: number, count: number): number => {
    const expected = top / SAMPLED;
    const rank = Math.ceil(expected + 2 * Math.sqrt(expected));
    if (rank * SAMPLED >= count) return SMALLEST;
    for (let at = first; at < first + count; at += SAMPLED) bins[binOf(values[at]!)]!++;
    return edgeOf(rank);
  };
  /** Lists the scores from `least` up, → the places in memory where the list begins and ends. */
  const list = (address: number, count: number, least: number): [number, number] => {
    reach(address, address + 4 * upTo(count, REACH_STEP), least, room);
    const begin = room / 4 + 1;
    let end = values[room / 4]! / 4;
    // What stands behind the scores is not one of them.
    while (end > begin && values[end - 1]! >= address + 4 * count) end--;
    return [begin, end];
  };
  return (address, count, bound, found) => {
    // A bound that is no number, as of vectors that are none, leaves all scores in.
    const margin = bound < 2 ** 31 ? Math.ceil(2 * bound) : 2 ** 32;
    let tried = Math.max(guess(address / 4, count) - margin, SMALLEST);
    for (;;) {
      const [begin, end] = list(address, count, tried);
      if (end - begin >= top) {
        for (let at = begin; at < end; at++) bins[binOf(values[values[at]! >> 2]!)]!++;
        // `top` scores reach the edge, so their true values are the bound below it at least; others' at most the bound above.
        const least = Math.max(edgeOf(top) - margin, SMALLEST);
        if (least >= tried) {
          let kept = 0;
          for (let at = begin; at < end; at++) {
            const score = values[at]! >> 2;
            if (values[score]! >= least) found[kept++] = score - address / 4;
          }
          return kept;
        }
      }
      tried = SMALLEST;
    }
  };
}
