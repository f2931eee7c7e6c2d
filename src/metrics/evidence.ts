import { DataError, NumericError } from '../core/errors';
import { sortAscending } from './sort-ascending';

/** Trials as scored: `targets[row]` is 1 where both sides are one speaker, else 0. */
export interface ScoredTrials {
  readonly scores: Float64Array | Float32Array;
  readonly targets: Uint8Array;
}

/**
 * What every metric measures: the trials counted at each distinct score, so that equal scores are one threshold by
 * construction. Counts are whole numbers, or sums of weights where trials were resampled.
 */
export interface Evidence {
  /** Distinct scores, ascending. */
  readonly scores: Float64Array;
  /** Target trials at each distinct score. */
  readonly targets: Float64Array;
  /** Non-target trials at each distinct score. */
  readonly nontargets: Float64Array;
  readonly targetTotal: number;
  readonly nontargetTotal: number;
}

/**
 * Counts trials at each distinct score; time is linear where there are many, no objects.
 * Throws NumericError at a score that is not finite (named by `nameRow`), DataError where a class has no trial.
 */
export function evidenceOf(trials: ScoredTrials, nameRow = (row: number): string => `trial ${row + 1}`): Evidence {
  const { scores, targets } = trials;
  if (scores.length !== targets.length) {
    throw new DataError({
      what: 'scores and labels differ in number',
      expected: `${scores.length} labels`,
      found: String(targets.length),
    });
  }
  const targetTotal = checkedTargetTotal(trials, nameRow);
  const nontargetTotal = scores.length - targetTotal;
  requireBothClasses(targetTotal, nontargetTotal);
  const ofTargets = new Float64Array(targetTotal);
  const ofNontargets = new Float64Array(nontargetTotal);
  for (let row = 0, target = 0, nontarget = 0; row < scores.length; row++) {
    if (targets[row] === 1) ofTargets[target++] = scores[row]!;
    else ofNontargets[nontarget++] = scores[row]!;
  }
  return merge(sortAscending(ofTargets), sortAscending(ofNontargets));
}

/** Throws DataError unless both classes have trials: no metric of detection is defined on one class. */
export function requireBothClasses(targetTotal: number, nontargetTotal: number): void {
  if (targetTotal > 0 && nontargetTotal > 0) return;
  throw new DataError({
    what: 'error rates need trials of both classes',
    expected: 'at least one target and one non-target trial',
    found: `${targetTotal} target, ${nontargetTotal} non-target`,
    remedy: 'Check that the labels of the trial list were read: 1 or target, 0 or nontarget.',
  });
}

function checkedTargetTotal({ scores, targets }: ScoredTrials, nameRow: (row: number) => string): number {
  let total = 0;
  for (let row = 0; row < scores.length; row++) {
    if (!Number.isFinite(scores[row]!)) {
      throw new NumericError({
        what: 'score is not a number that can be ranked',
        where: nameRow(row),
        expected: 'a finite number',
        found: String(scores[row]),
      });
    }
    total += targets[row]!;
  }
  return total;
}

function merge(targets: Float64Array, nontargets: Float64Array): Evidence {
  const most = targets.length + nontargets.length;
  const scores = new Float64Array(most);
  const targetCounts = new Float64Array(most);
  const nontargetCounts = new Float64Array(most);
  let distinct = 0;
  for (let target = 0, nontarget = 0; target < targets.length || nontarget < nontargets.length; distinct++) {
    const score = Math.min(targets[target] ?? Infinity, nontargets[nontarget] ?? Infinity);
    const [firstTarget, firstNontarget] = [target, nontarget];
    while (target < targets.length && targets[target] === score) target++;
    while (nontarget < nontargets.length && nontargets[nontarget] === score) nontarget++;
    scores[distinct] = score;
    targetCounts[distinct] = target - firstTarget;
    nontargetCounts[distinct] = nontarget - firstNontarget;
  }
  return {
    scores: scores.slice(0, distinct),
    targets: targetCounts.slice(0, distinct),
    nontargets: nontargetCounts.slice(0, distinct),
    targetTotal: targets.length,
    nontargetTotal: nontargets.length,
  };
}
