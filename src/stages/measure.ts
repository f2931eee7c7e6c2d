import { bootstrapIntervals, type TrialSides } from '../metrics/bootstrap';
import { equalErrorRate } from '../metrics/eer';
import { type Evidence, evidenceOf, type ScoredTrials } from '../metrics/evidence';
import type { Metric } from '../metrics/metric';

/** One figure of one trial list under one back-end. */
export interface Result {
  readonly trials: string;
  readonly backend: string;
  readonly metric: string;
  readonly unit: string;
  readonly value: number;
  /** 95 % by bootstrap over speakers; absent where none was asked for. */
  readonly interval?: readonly [low: number, high: number];
  /** Score from which on trials are accepted where the figure is read off; null = all are rejected. Absent where there is none. */
  readonly threshold?: number | null;
}

export interface MeasurePlan {
  readonly metrics: readonly Metric[];
  /** Bootstrap resamples; 0 = no intervals. */
  readonly resamples: number;
  readonly seed: number;
}

export interface Measured {
  readonly results: readonly Result[];
  /** Score at which misses and false alarms are equal. */
  readonly threshold: number;
}

/** All metrics of one scored trial list, with their intervals. */
export function measure(
  names: { readonly trials: string; readonly backend: string },
  scored: ScoredTrials,
  sides: TrialSides,
  { metrics, resamples, seed }: MeasurePlan,
): Measured {
  const evidence = evidenceOf(scored, row => `${names.trials}, trial ${row + 1}`);
  const intervals = resamples === 0 ? [] : bootstrapIntervals(scored, sides, metrics, { resamples, level: 0.95, seed });
  const results = metrics.map((metric, place): Result => {
    const interval = intervals[place];
    return {
      ...names,
      metric: metric.label,
      unit: metric.unit,
      value: metric.measure(evidence),
      ...(interval === undefined ? {} : { interval: [interval.low, interval.high] }),
      ...thresholdOf(metric, evidence),
    };
  });
  return { results, threshold: equalErrorRate(evidence).threshold };
}

/** JSON has no infinity: a threshold that rejects every trial is null. */
export function thresholdOf(metric: Metric, evidence: Evidence): { threshold?: number | null } {
  if (metric.threshold === undefined) return {};
  const threshold = metric.threshold(evidence);
  return { threshold: Number.isFinite(threshold) ? threshold : null };
}
