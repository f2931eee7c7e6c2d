import type { Evidence } from '../../metrics/evidence';

/** Shares of the target and of the non-target trials by score. */
export interface ScoreHistogram {
  readonly from: number;
  /** Width of a bin. */
  readonly step: number;
  /** Percent of the class's trials, a bin each. */
  readonly targets: readonly number[];
  readonly nontargets: readonly number[];
}

/** Counts both classes in equal bins from the least score to the greatest; linear in the distinct scores. */
export function scoreHistogram(evidence: Evidence, bins: number): ScoreHistogram {
  const { scores } = evidence;
  const from = scores[0]!;
  const range = scores[scores.length - 1]! - from;
  const step = range > 0 ? range / bins : 1;
  const targets = new Array<number>(bins).fill(0);
  const nontargets = new Array<number>(bins).fill(0);
  for (let score = 0; score < scores.length; score++) {
    const bin = Math.min(Math.floor((scores[score]! - from) / step), bins - 1);
    targets[bin]! += (100 * evidence.targets[score]!) / evidence.targetTotal;
    nontargets[bin]! += (100 * evidence.nontargets[score]!) / evidence.nontargetTotal;
  }
  return { from, step, targets, nontargets };
}
