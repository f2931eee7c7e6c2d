import { z } from 'zod';
import type { Registry } from '../core/registry';
import { share } from '../recipe/quantity';
import { costOfLogLikelihoodRatios, minimumCostOfLogLikelihoodRatios } from './cllr';
import { actualDetectionCost, bayesThreshold, costLabel, detectionCostOptions } from './detection-cost';
import { equalErrorRate, equalErrorRuleNames } from './eer';
import { missAtFalseAlarm } from './frr-at-far';
import type { MetricComponent } from './metric';
import { minimumDetectionCost } from './min-dcf';

const eerOptions = z.strictObject({
  rule: z
    .enum(equalErrorRuleNames)
    .default('interpolation')
    .describe('how the rate is read off a curve that has steps'),
});

const eer: MetricComponent<typeof eerOptions> = {
  summary: 'Equal error rate: misses and false alarms equally frequent; equal scores are one threshold',
  source: 'Linear interpolation as wespeaker@dfa7419 wespeaker/utils/score_metrics.py; other rules by name',
  options: eerOptions,
  build: ({ rule }) => ({
    label: rule === 'interpolation' ? 'EER' : `EER(${rule})`,
    unit: '%',
    better: 'lower',
    // Inside a run one of the rates stands still, so a line through it crosses the other where steps would.
    fromRuns: rule === 'interpolation' || rule === 'rocch',
    measure: evidence => 100 * equalErrorRate(evidence, rule).rate,
    threshold: evidence => equalErrorRate(evidence, rule).threshold,
  }),
};

const minDcf: MetricComponent<typeof detectionCostOptions> = {
  summary: 'Normalised minimum detection cost over all thresholds',
  source: 'NIST SRE 2016 evaluation plan, equations 2 to 4',
  options: detectionCostOptions,
  build: options => ({
    label: costLabel('minDCF', options),
    unit: '',
    better: 'lower',
    fromRuns: true,
    measure: evidence => minimumDetectionCost(evidence, options).cost,
    threshold: evidence => minimumDetectionCost(evidence, options).threshold,
  }),
};

const actDcf: MetricComponent<typeof detectionCostOptions> = {
  summary: 'Normalised detection cost at the Bayes threshold: what calibrated scores cost in use',
  source: 'NIST SRE 2016 evaluation plan, equations 2 to 4; the scores are read as log-likelihood ratios',
  options: detectionCostOptions,
  build: options => ({
    label: costLabel('actDCF', options),
    unit: '',
    better: 'lower',
    measure: evidence => actualDetectionCost(evidence, options),
    threshold: () => bayesThreshold(options),
  }),
};

const farOptions = z.strictObject({
  far: share().default(0.01).describe('share of non-target trials that may be accepted'),
});

const frrAtFar: MetricComponent<typeof farOptions> = {
  summary: 'False rejection rate at the lowest threshold that keeps to a given false acceptance rate',
  source: 'scikit-learn 1.9.1 roc_curve: 1 − the highest tpr where fpr ≤ far',
  options: farOptions,
  build: ({ far }) => ({
    label: `FRR@FAR(${far})`,
    unit: '%',
    better: 'lower',
    fromRuns: true,
    measure: evidence => 100 * missAtFalseAlarm(evidence, far).rate,
    threshold: evidence => missAtFalseAlarm(evidence, far).threshold,
  }),
};

const none = z.strictObject({});

const cllr: MetricComponent<typeof none> = {
  summary: 'Cost of the scores as log-likelihood ratios: discrimination and calibration',
  source: 'Brümmer & du Preez 2006, Application-independent evaluation of speaker detection, equation 37',
  options: none,
  build: () => ({ label: 'Cllr', unit: 'bit', better: 'lower', measure: costOfLogLikelihoodRatios }),
};

const minCllr: MetricComponent<typeof none> = {
  summary: 'Cllr after the best monotone calibration of the same scores: discrimination alone',
  source: 'Brümmer & du Preez 2006, section 6 (pool adjacent violators)',
  options: none,
  build: () => ({
    label: 'minCllr',
    unit: 'bit',
    better: 'lower',
    fromRuns: true,
    measure: minimumCostOfLogLikelihoodRatios,
  }),
};

/** What recipes and `svtk eval` can measure, by name. */
export const metrics = {
  eer,
  'min-dcf': minDcf,
  'act-dcf': actDcf,
  'frr-at-far': frrAtFar,
  cllr,
  'min-cllr': minCllr,
} satisfies Registry<MetricComponent>;
