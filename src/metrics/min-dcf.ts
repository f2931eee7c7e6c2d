import { costsOf, type DetectionCostOptions } from './detection-cost';
import type { Evidence } from './evidence';

export interface MinimumCost {
  /** Least cost, divided by that of the better of accepting all and rejecting all: 0 to 1. */
  readonly cost: number;
  /** Accept scores from here up; Infinity where rejecting every trial costs least. */
  readonly threshold: number;
}

/**
 * Normalised minimum of the detection cost C_miss P_miss p + C_fa P_fa (1 − p) over all thresholds.
 * NIST SRE 2016 evaluation plan, equations 2 to 4; SpeechBrain's does not divide. Linear in the distinct scores.
 */
export function minimumDetectionCost(evidence: Evidence, options: DetectionCostOptions): MinimumCost {
  const { scores, targets, nontargets, targetTotal, nontargetTotal } = evidence;
  const costs = costsOf(options);
  const perMiss = costs.miss / targetTotal;
  const perFalseAlarm = costs.falseAlarm / nontargetTotal;
  let rejected = 0;
  let accepted = nontargetTotal;
  let least = perFalseAlarm * accepted;
  let threshold = scores[0]!;
  for (let score = 0; score < scores.length; score++) {
    rejected += targets[score]!;
    accepted -= nontargets[score]!;
    const cost = perMiss * rejected + perFalseAlarm * accepted;
    if (cost < least) {
      least = cost;
      threshold = scores[score + 1] ?? Infinity;
    }
  }
  return { cost: least / Math.min(costs.miss, costs.falseAlarm), threshold };
}
