import type { Evidence } from './evidence';

export interface MissAtFalseAlarm {
  /** Share of target trials rejected, 0 to 1. */
  readonly rate: number;
  /** Accept scores from here up; Infinity where even the highest score would accept too many non-targets. */
  readonly threshold: number;
}

/**
 * False rejection rate at the lowest threshold that accepts at most the share `far` of non-target trials; a threshold
 * that exists, not a point between two. As 1 − the highest tpr of scikit-learn's roc_curve where fpr ≤ far. Linear in
 * the distinct scores.
 */
export function missAtFalseAlarm(evidence: Evidence, far: number): MissAtFalseAlarm {
  const { scores, targets, nontargets, targetTotal, nontargetTotal } = evidence;
  let acceptedTargets = 0;
  let acceptedNontargets = 0;
  let threshold = Infinity;
  for (let score = scores.length - 1; score >= 0; score--) {
    acceptedNontargets += nontargets[score]!;
    if (acceptedNontargets / nontargetTotal > far) break;
    acceptedTargets += targets[score]!;
    threshold = scores[score]!;
  }
  return { rate: (targetTotal - acceptedTargets) / targetTotal, threshold };
}
