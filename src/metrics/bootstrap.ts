import { randomOf } from '../core/random';
import { type Evidence, evidenceOf, type ScoredTrials } from './evidence';

/** Who speaks on each side of each trial, as numbers from 0 to speakers − 1. */
export interface TrialSides {
  readonly enroll: Int32Array;
  readonly test: Int32Array;
  readonly speakers: number;
}

export interface BootstrapOptions {
  readonly resamples: number;
  /** Share of the resamples inside the interval, 0 to 1. */
  readonly level: number;
  readonly seed: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Percentile intervals of several measures at once, by resampling speakers with replacement. Each draw counts as a
 * person of their own: a trial inside one speaker weighs c, the number of times that speaker was drawn, and a trial
 * between two speakers weighs the product of both. A resample without both classes is drawn again.
 * Owen 2007, The pigeonhole bootstrap, for the product; Efron & Tibshirani 1993, section 13.3, for the percentiles.
 * Resamples × trials additions; trials are sorted once.
 */
export function bootstrapIntervals(
  trials: ScoredTrials,
  sides: TrialSides,
  measures: readonly ((evidence: Evidence) => number)[],
  options: BootstrapOptions,
): Interval[] {
  const whole = evidenceOf(trials);
  const order = trialsByScore(trials, sides, whole);
  const draws = measures.map(() => new Float64Array(options.resamples));
  const random = randomOf(options.seed, 'bootstrap');
  const drawn = new Float64Array(sides.speakers);
  const targets = new Float64Array(whole.scores.length);
  const nontargets = new Float64Array(whole.scores.length);
  for (let resample = 0; resample < options.resamples; resample++) {
    let totals = { targetTotal: 0, nontargetTotal: 0 };
    // The whole list has both classes: a trial of each needs at most four speakers, whom one draw in eleven holds at worst.
    while (totals.targetTotal === 0 || totals.nontargetTotal === 0) {
      drawn.fill(0);
      for (let speaker = 0; speaker < sides.speakers; speaker++) drawn[random.integer(sides.speakers)]! += 1;
      totals = weigh(order, drawn, targets, nontargets);
    }
    const evidence: Evidence = { scores: whole.scores, targets, nontargets, ...totals };
    measures.forEach((measure, index) => {
      draws[index]![resample] = measure(evidence);
    });
  }
  const tail = (1 - options.level) / 2;
  return draws.map(values => {
    values.sort();
    return { low: quantile(values, tail), high: quantile(values, 1 - tail) };
  });
}

/** Trials in order of their scores; `bins[i]` is the place of trial i's score among the distinct ones. */
interface OrderedTrials {
  readonly bins: Int32Array;
  readonly enroll: Int32Array;
  readonly test: Int32Array;
  readonly targets: Uint8Array;
}

function trialsByScore({ scores, targets }: ScoredTrials, sides: TrialSides, whole: Evidence): OrderedTrials {
  const starts = new Int32Array(whole.scores.length + 1);
  for (let score = 0; score < whole.scores.length; score++) {
    starts[score + 1] = starts[score]! + whole.targets[score]! + whole.nontargets[score]!;
  }
  const trials = scores.length;
  const order = {
    bins: new Int32Array(trials),
    enroll: new Int32Array(trials),
    test: new Int32Array(trials),
    targets: new Uint8Array(trials),
  };
  for (let row = 0; row < trials; row++) {
    const bin = placeOf(scores[row]!, whole.scores);
    const place = starts[bin]!;
    starts[bin]! += 1;
    order.bins[place] = bin;
    order.enroll[place] = sides.enroll[row]!;
    order.test[place] = sides.test[row]!;
    order.targets[place] = targets[row]!;
  }
  return order;
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

function weigh(order: OrderedTrials, drawn: Float64Array, targets: Float64Array, nontargets: Float64Array) {
  targets.fill(0);
  nontargets.fill(0);
  let targetTotal = 0;
  let nontargetTotal = 0;
  for (let trial = 0; trial < order.bins.length; trial++) {
    const enroll = order.enroll[trial]!;
    const test = order.test[trial]!;
    const weight = enroll === test ? drawn[enroll]! : drawn[enroll]! * drawn[test]!;
    if (order.targets[trial] === 1) {
      targets[order.bins[trial]!]! += weight;
      targetTotal += weight;
    } else {
      nontargets[order.bins[trial]!]! += weight;
      nontargetTotal += weight;
    }
  }
  return { targetTotal, nontargetTotal };
}

/** The value below which that share of the sorted values lies, between neighbours in proportion. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
