import { TARGET } from '../manifest/label';
import type { ScoreTable } from '../manifest/scores';
import { metrics } from '../metrics';
import { bootstrapIntervals, type Interval, type TrialSides } from '../metrics/bootstrap';
import { type EqualErrorRule, equalErrorRate } from '../metrics/eer';
import { type Evidence, evidenceOf } from '../metrics/evidence';
import type { Metric } from '../metrics/metric';
import { minimumDetectionCost } from '../metrics/min-dcf';

/** One figure of a score file. */
export interface Figure {
  readonly label: string;
  readonly unit: Metric['unit'];
  readonly value: number;
  readonly interval?: Interval;
  /** Accept scores from here up; null: rejecting all trials is best. Absent where the figure has no threshold. */
  readonly threshold?: number | null;
}

/** What `svtk eval` says of a score file. */
export interface Evaluation {
  readonly trials: number;
  readonly targets: number;
  readonly nontargets: number;
  readonly figures: readonly Figure[];
}

export interface EvaluationPlan {
  readonly rule: EqualErrorRule;
  /** Prior probabilities of a target trial, for minDCF. */
  readonly priors: readonly number[];
  /** Bootstrap resamples; 0 = no intervals. */
  readonly resamples: number;
  readonly seed: number;
}

/** Share of resamples inside an interval. */
export const LEVEL = 0.95;

/** EER, minDCF at each prior, Cllr and minimum Cllr of labelled scores, with intervals over the sides given. */
export function evaluate(table: ScoreTable, sides: TrialSides, plan: EvaluationPlan): Evaluation {
  const targets = table.labels.map(label => (label === TARGET ? 1 : 0));
  const nameTrial = (row: number): string =>
    `${table.names.name(table.enroll[row]!)} ${table.names.name(table.test[row]!)}`;
  const scored = { scores: table.scores, targets };
  const evidence = evidenceOf(scored, nameTrial);
  const measured = measuresOf(plan);
  const { resamples, seed } = plan;
  const measures = measured.map(({ metric }) => metric.measure);
  const intervals =
    resamples === 0 ? [] : bootstrapIntervals(scored, sides, measures, { resamples, level: LEVEL, seed });
  return {
    trials: targets.length,
    targets: evidence.targetTotal,
    nontargets: evidence.nontargetTotal,
    figures: measured.map(({ metric, threshold }, place) => {
      const interval = intervals[place];
      return {
        label: metric.label,
        unit: metric.unit,
        value: metric.measure(evidence),
        ...(interval === undefined ? {} : { interval }),
        ...(threshold === undefined ? {} : { threshold: finiteOrNull(threshold(evidence)) }),
      };
    }),
  };
}

interface Measured {
  readonly metric: Metric;
  readonly threshold?: (evidence: Evidence) => number;
}

function measuresOf({ rule, priors }: EvaluationPlan): Measured[] {
  return [
    { metric: metrics.eer.build({ rule }), threshold: evidence => equalErrorRate(evidence, rule).threshold },
    ...priors.map((target): Measured => {
      const options = metrics['min-dcf'].options.parse({ target });
      return {
        metric: metrics['min-dcf'].build(options),
        threshold: evidence => minimumDetectionCost(evidence, options).threshold,
      };
    }),
    { metric: metrics.cllr.build({}) },
    { metric: metrics['min-cllr'].build({}) },
  ];
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
