import type { Evidence } from './evidence';

/** The application whose cost is counted. */
export interface DetectionCostOptions {
  /** Prior probability of a target trial. */
  readonly target: number;
  readonly miss_cost: number;
  readonly false_alarm_cost: number;
}

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
  const perMiss = (options.miss_cost * options.target) / targetTotal;
  const perFalseAlarm = (options.false_alarm_cost * (1 - options.target)) / nontargetTotal;
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
  const withoutScores = Math.min(options.miss_cost * options.target, options.false_alarm_cost * (1 - options.target));
  return { cost: least / withoutScores, threshold };
}
