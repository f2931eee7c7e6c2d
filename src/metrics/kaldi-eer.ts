import type { EqualErrorRate } from './detection-curve';
import type { Evidence } from './evidence';

/**
 * Kaldi's rank rule: the first target position p, in ascending order of target scores, at which the non-target score
 * that has the share p / targets of non-targets above it lies below the target score; the rate is p / targets.
 * Follows kaldi src/ivectorbin/compute-eer.cc. For counts that are whole numbers; linear in the trials.
 */
export function kaldiEqualErrorRate(evidence: Evidence): EqualErrorRate {
  const { scores, targets, nontargets, targetTotal, nontargetTotal } = evidence;
  let position = 0;
  let nontargetsBelow = 0;
  for (let score = 0; score < scores.length; score++) {
    for (let target = 0; target < targets[score]!; target++, position++) {
      const above = Math.trunc((nontargetTotal * position) / targetTotal);
      const nontargetPosition = Math.max(0, nontargetTotal - 1 - above);
      if (nontargetPosition < nontargetsBelow) {
        return { rate: position / targetTotal, threshold: scores[score]! };
      }
    }
    nontargetsBelow += nontargets[score]!;
  }
  // Kaldi ends its loop at the last target, and reports that position.
  let last = scores.length - 1;
  while (last > 0 && targets[last] === 0) last--;
  return { rate: (targetTotal - 1) / targetTotal, threshold: scores[last]! };
}
