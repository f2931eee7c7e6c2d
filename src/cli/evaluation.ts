import { TARGET } from '../manifest/label';
import type { ScoreTable } from '../manifest/scores';
import { metrics } from '../metrics';
import { bootstrapIntervals, type Interval, type TrialSides } from '../metrics/bootstrap';
import type { EqualErrorRule } from '../metrics/eer';
import { evidenceOf } from '../metrics/evidence';
import type { Metric } from '../metrics/metric';
import { thresholdOf } from '../stages/measure';

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
  /** Prior probabilities of a target trial, for minDCF and actDCF. */
  readonly priors: readonly number[];
  /** False acceptance rates at which the false rejection rate is read off. */
  readonly fars: readonly number[];
  /** Bootstrap resamples; 0 = no intervals. */
  readonly resamples: number;
  readonly seed: number;
}

/** Share of resamples inside an interval. */
export const LEVEL = 0.95;

/** The figures of labelled scores, with intervals over the sides given. */
export function evaluate(table: ScoreTable, sides: TrialSides, plan: EvaluationPlan): Evaluation {
  const targets = table.labels.map(label => (label === TARGET ? 1 : 0));
  const nameTrial = (row: number): string =>
    `${table.names.name(table.enroll[row]!)} ${table.names.name(table.test[row]!)}`;
  const scored = { scores: table.scores, targets };
  const evidence = evidenceOf(scored, nameTrial);
  const measured = metricsOf(plan);
  const { resamples, seed } = plan;
  const intervals =
    resamples === 0 ? [] : bootstrapIntervals(scored, sides, measured, { resamples, level: LEVEL, seed });
  return {
    trials: targets.length,
    targets: evidence.targetTotal,
    nontargets: evidence.nontargetTotal,
    figures: measured.map((metric, place) => {
      const interval = intervals[place];
      return {
        label: metric.label,
        unit: metric.unit,
        value: metric.measure(evidence),
        ...(interval === undefined ? {} : { interval }),
        ...thresholdOf(metric, evidence),
      };
    }),
  };
}

/** EER, minDCF and actDCF at each prior, FRR at each FAR, Cllr and minimum Cllr. */
function metricsOf({ rule, priors, fars }: Pick<EvaluationPlan, 'rule' | 'priors' | 'fars'>): Metric[] {
  const costs = priors.map(target => metrics['min-dcf'].options.parse({ target }));
  return [
    metrics.eer.build({ rule }),
    ...costs.map(options => metrics['min-dcf'].build(options)),
    ...costs.map(options => metrics['act-dcf'].build(options)),
    ...fars.map(far => metrics['frr-at-far'].build({ far })),
    metrics.cllr.build({}),
    metrics['min-cllr'].build({}),
  ];
}
