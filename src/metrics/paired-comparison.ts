import { type BootstrapOptions, bootstrapDraws, type Interval, percentileInterval, type TrialSides } from './bootstrap';
import { evidenceOf } from './evidence';
import type { Metric } from './metric';

/** Two systems' scores of the same trials. */
export interface PairedScores {
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly targets: Uint8Array;
}

/** One figure of both systems. */
export interface Comparison {
  readonly label: string;
  readonly unit: Metric['unit'];
  readonly first: number;
  readonly second: number;
  /** second − first. */
  readonly difference: number;
  /** Of the difference. */
  readonly interval: Interval;
  /** Two-sided: how often speakers of equal systems would differ so much. */
  readonly p: number;
}

/**
 * How far two systems differ, by a bootstrap that draws the same speakers for both. The interval is that of the
 * resampled differences; p is twice the smaller share of them on one side of 0, (count + 1) / (resamples + 1), the level
 * at which the interval just touches 0. Efron & Tibshirani 1993, sections 13.3 and 15.4; Davison & Hinkley 1997, section
 * 4.4.1, for the 1.
 */
export function compareSystems(
  { first, second, targets }: PairedScores,
  sides: TrialSides,
  metrics: readonly Metric[],
  options: BootstrapOptions,
): Comparison[] {
  const [ofFirst = [], ofSecond = []] = bootstrapDraws(targets, [first, second], sides, metrics, options);
  const evidence = [first, second].map(scores => evidenceOf({ scores, targets }));
  return metrics.map(({ label, unit, measure }, place) => {
    const differences = ofSecond[place]!.map((value, draw) => value - ofFirst[place]![draw]!);
    const [left = 0, right = 0] = evidence.map(measure);
    return {
      ...{ label, unit, first: left, second: right, difference: right - left },
      p: twoSided(differences),
      interval: percentileInterval(differences, options.level),
    };
  });
}

function twoSided(differences: Float64Array): number {
  let below = 1;
  let above = 1;
  for (const difference of differences) {
    if (difference <= 0) below += 1;
    if (difference >= 0) above += 1;
  }
  return Math.min(1, (2 * Math.min(below, above)) / (differences.length + 1));
}
