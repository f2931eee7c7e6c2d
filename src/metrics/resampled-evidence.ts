import type { TrialSides } from './bootstrap';
import { type Evidence, evidenceOf, type ScoredTrials } from './evidence';

/** The evidence of a system in which each speaker counts as often as drawn; its memory is used again by the next draw. */
export interface Resampling {
  /** Undefined where a class is left without a trial. */
  draw(times: Float64Array): Evidence | undefined;
}

/**
 * Sorts a system's trials once, so that a draw is one pass over them. With `runs`, neighbouring scores at which all
 * trials are of one class are counted as one: see Metric.fromRuns.
 */
export function resampling(trials: ScoredTrials, sides: TrialSides, runs: boolean): Resampling {
  const whole = evidenceOf(trials);
  const bins = runs ? runsOf(whole) : { of: Int32Array.from(whole.scores.keys()), scores: whole.scores };
  const targets = sortedTrials(trials, sides, whole.scores, bins, 1);
  const nontargets = sortedTrials(trials, sides, whole.scores, bins, 0);
  const counts = { targets: new Float64Array(bins.scores.length), nontargets: new Float64Array(bins.scores.length) };
  return {
    draw(times) {
      const targetTotal = weigh(targets, times, counts.targets);
      const nontargetTotal = weigh(nontargets, times, counts.nontargets);
      if (targetTotal === 0 || nontargetTotal === 0) return undefined;
      return { scores: bins.scores, ...counts, targetTotal, nontargetTotal };
    },
  };
}

/** Where each distinct score is counted. */
interface Bins {
  readonly of: Int32Array;
  /** One score of each bin, the lowest. */
  readonly scores: Float64Array;
}

function runsOf({ scores, targets, nontargets }: Evidence): Bins {
  const of = new Int32Array(scores.length);
  const firsts: number[] = [];
  let before = '';
  for (let score = 0; score < scores.length; score++) {
    const holds = targets[score] === 0 ? 'nontargets' : nontargets[score] === 0 ? 'targets' : 'both';
    if (holds !== before || holds === 'both') firsts.push(scores[score]!);
    before = holds;
    of[score] = firsts.length - 1;
  }
  return { of, scores: Float64Array.from(firsts) };
}

/** Trials of one class in the order of their bins: those of bin b are from `starts[b]` on to before `starts[b + 1]`. */
interface SortedTrials {
  readonly starts: Int32Array;
  readonly enroll: Int32Array;
  readonly test: Int32Array;
}

function sortedTrials(
  { scores, targets }: ScoredTrials,
  sides: TrialSides,
  distinct: Float64Array,
  bins: Bins,
  wanted: 0 | 1,
): SortedTrials {
  const binOf = new Int32Array(scores.length).fill(-1);
  const starts = new Int32Array(bins.scores.length + 1);
  let trials = 0;
  for (let row = 0; row < scores.length; row++) {
    if (targets[row] !== wanted) continue;
    const bin = bins.of[placeOf(scores[row]!, distinct)]!;
    binOf[row] = bin;
    starts[bin + 1]! += 1;
    trials++;
  }
  for (let bin = 0; bin < bins.scores.length; bin++) starts[bin + 1]! += starts[bin]!;
  const next = starts.slice();
  const sorted = { starts, enroll: new Int32Array(trials), test: new Int32Array(trials) };
  for (let row = 0; row < scores.length; row++) {
    if (binOf[row]! < 0) continue;
    const place = next[binOf[row]!]!++;
    sorted.enroll[place] = sides.enroll[row]!;
    sorted.test[place] = sides.test[row]!;
  }
  return sorted;
}

/** Index of a score in the ascending list that contains it. */
function placeOf(score: number, scores: Float64Array): number {
  let low = 0;
  let high = scores.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (scores[middle]! < score) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A trial inside one speaker weighs the times that the speaker was drawn, a trial between two the product of both. */
function weigh({ starts, enroll, test }: SortedTrials, times: Float64Array, into: Float64Array): number {
  let total = 0;
  for (let bin = 0, trial = 0; bin < into.length; bin++) {
    let sum = 0;
    for (const end = starts[bin + 1]!; trial < end; trial++) {
      const left = enroll[trial]!;
      const right = test[trial]!;
      sum += left === right ? times[left]! : times[left]! * times[right]!;
    }
    into[bin] = sum;
    total += sum;
  }
  return total;
}
