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
 * Percentile intervals of several measures at once, by resampling speakers with replacement; see {@link bootstrapDraws}.
 * Efron & Tibshirani 1993, section 13.3.
 */
export function bootstrapIntervals(
  trials: ScoredTrials,
  sides: TrialSides,
  measures: readonly ((evidence: Evidence) => number)[],
  options: BootstrapOptions,
): Interval[] {
  const [draws = []] = bootstrapDraws(trials.targets, [trials.scores], sides, measures, options);
  return draws.map(values => percentileInterval(values, options.level));
}

/** Between the values that leave half of what is outside the level on either side. Sorts the values. */
export function percentileInterval(values: Float64Array, level: number): Interval {
  const tail = (1 - level) / 2;
  values.sort();
  return { low: quantile(values, tail), high: quantile(values, 1 - tail) };
}

/**
 * What several systems would measure on other speakers, the same for all systems in each resample → system, measure,
 * resample. Each draw counts as a person of their own: a trial inside one speaker weighs c, the number of times that
 * speaker was drawn, and a trial between two speakers weighs the product of both. A resample without both classes is
 * drawn again. Owen 2007, The pigeonhole bootstrap, for the product. Resamples × systems × trials additions; trials are
 * sorted once.
 */
export function bootstrapDraws(
  targets: Uint8Array,
  systems: readonly ScoredTrials['scores'][],
  sides: TrialSides,
  measures: readonly ((evidence: Evidence) => number)[],
  { resamples, seed }: Pick<BootstrapOptions, 'resamples' | 'seed'>,
): Float64Array[][] {
  const ordered = systems.map(scores => orderedSystem({ scores, targets }, sides));
  const draws = systems.map(() => measures.map(() => new Float64Array(resamples)));
  const random = randomOf(seed, 'bootstrap');
  const drawn = new Float64Array(sides.speakers);
  for (let resample = 0; resample < resamples; resample++) {
    let evidence: (Evidence | undefined)[] = [];
    // The whole list has both classes: a trial of each needs at most four speakers, whom one draw in eleven holds at worst.
    while (evidence[0] === undefined) {
      drawn.fill(0);
      for (let speaker = 0; speaker < sides.speakers; speaker++) drawn[random.integer(sides.speakers)]! += 1;
      evidence = ordered.map(system => weigh(system, drawn));
    }
    evidence.forEach((resampled, system) => {
      if (resampled === undefined) throw new Error('a resample has the same trials under every system');
      measures.forEach((measure, index) => {
        draws[system]![index]![resample] = measure(resampled);
      });
    });
  }
  return draws;
}

/** Trials in order of their scores; `bins[i]` is the place of trial i's score among the distinct ones. */
interface OrderedTrials {
  readonly bins: Int32Array;
  readonly enroll: Int32Array;
  readonly test: Int32Array;
  readonly targets: Uint8Array;
}

/** A system's trials, and the memory that its resamples share. */
interface OrderedSystem {
  readonly order: OrderedTrials;
  readonly resampled: Pick<Evidence, 'scores' | 'targets' | 'nontargets'>;
}

function orderedSystem(trials: ScoredTrials, sides: TrialSides): OrderedSystem {
  const whole = evidenceOf(trials);
  const { scores } = whole;
  const counts = () => new Float64Array(scores.length);
  return { order: trialsByScore(trials, sides, whole), resampled: { scores, targets: counts(), nontargets: counts() } };
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

/** The evidence in which each speaker counts as often as drawn; undefined where a class is left without a trial. */
function weigh({ order, resampled }: OrderedSystem, drawn: Float64Array): Evidence | undefined {
  const { bins, enroll, test, targets: isTarget } = order;
  const { targets, nontargets } = resampled;
  targets.fill(0);
  nontargets.fill(0);
  let targetTotal = 0;
  let nontargetTotal = 0;
  for (let trial = 0; trial < bins.length; trial++) {
    const left = enroll[trial]!;
    const right = test[trial]!;
    const weight = left === right ? drawn[left]! : drawn[left]! * drawn[right]!;
    if (isTarget[trial] === 1) {
      targets[bins[trial]!]! += weight;
      targetTotal += weight;
    } else {
      nontargets[bins[trial]!]! += weight;
      nontargetTotal += weight;
    }
  }
  return targetTotal === 0 || nontargetTotal === 0 ? undefined : { ...resampled, targetTotal, nontargetTotal };
}

/** The value below which that share of the sorted values lies, between neighbours in proportion. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
