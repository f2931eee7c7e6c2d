import { z } from 'zod';
import { share } from '../recipe/quantity';
import type { Evidence } from './evidence';

export const detectionCostOptions = z.strictObject({
  target: share(z.number().gt(0).lt(1)).default(0.01).describe('prior probability of a target trial'),
  miss_cost: z.number().positive().default(1).describe('cost of rejecting a target trial'),
  false_alarm_cost: z.number().positive().default(1).describe('cost of accepting a non-target trial'),
});

/** The application whose cost is counted. */
export type DetectionCostOptions = z.output<typeof detectionCostOptions>;

/** What one error of either kind adds to the cost C_miss P_miss p + C_fa P_fa (1 − p). */
export function costsOf(options: DetectionCostOptions): { readonly miss: number; readonly falseAlarm: number } {
  return { miss: options.miss_cost * options.target, falseAlarm: options.false_alarm_cost * (1 - options.target) };
}

/** `minDCF(0.01)`, and the costs where they are not 1. */
export function costLabel(name: string, options: DetectionCostOptions): string {
  const { target, miss_cost: miss, false_alarm_cost: falseAlarm } = options;
  return miss === 1 && falseAlarm === 1 ? `${name}(${target})` : `${name}(${target}, Cmiss ${miss}, Cfa ${falseAlarm})`;
}

/** Log-likelihood ratio from which on accepting costs less: log(C_fa (1 − p) / (C_miss p)). NIST SRE 2016 plan, section 3. */
export function bayesThreshold(options: DetectionCostOptions): number {
  const { miss, falseAlarm } = costsOf(options);
  return Math.log(falseAlarm / miss);
}

/**
 * The cost of deciding by the Bayes threshold, the scores read as natural-log likelihood ratios; normalised as the
 * minimum is, so that their difference is what calibration loses. NIST SRE 2016 evaluation plan, equations 2 to 4.
 */
export function actualDetectionCost(evidence: Evidence, options: DetectionCostOptions): number {
  const threshold = bayesThreshold(options);
  const { scores, targets, nontargets, targetTotal, nontargetTotal } = evidence;
  let rejected = 0;
  let accepted = nontargetTotal;
  for (let score = 0; score < scores.length && scores[score]! < threshold; score++) {
    rejected += targets[score]!;
    accepted -= nontargets[score]!;
  }
  const { miss, falseAlarm } = costsOf(options);
  return ((miss * rejected) / targetTotal + (falseAlarm * accepted) / nontargetTotal) / Math.min(miss, falseAlarm);
}
