import { z } from 'zod';
import type { Registry } from '../core/registry';
import { share } from '../recipe/quantity';
import { costOfLogLikelihoodRatios, minimumCostOfLogLikelihoodRatios } from './cllr';
import { equalErrorRate, equalErrorRuleNames } from './eer';
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
    measure: evidence => 100 * equalErrorRate(evidence, rule).rate,
  }),
};

const minDcfOptions = z.strictObject({
  target: share(z.number().gt(0).lt(1)).default(0.01).describe('prior probability of a target trial'),
  miss_cost: z.number().positive().default(1).describe('cost of rejecting a target trial'),
  false_alarm_cost: z.number().positive().default(1).describe('cost of accepting a non-target trial'),
});

const minDcf: MetricComponent<typeof minDcfOptions> = {
  summary: 'Normalised minimum detection cost over all thresholds',
  source: 'NIST SRE 2016 evaluation plan, equations 2 to 4',
  options: minDcfOptions,
  build: options => ({
    label: `minDCF(${options.target})`,
    unit: '',
    better: 'lower',
    measure: evidence => minimumDetectionCost(evidence, options).cost,
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
  build: () => ({ label: 'minCllr', unit: 'bit', better: 'lower', measure: minimumCostOfLogLikelihoodRatios }),
};

/** What recipes and `svtk eval` can measure, by name. */
export const metrics = { eer, 'min-dcf': minDcf, cllr, 'min-cllr': minCllr } satisfies Registry<MetricComponent>;
