import type { Evidence } from './evidence';

/** One straight piece of the hull: neighbouring scores that calibration gives one likelihood ratio. */
export interface HullSegment {
  /** Target and non-target trials whose scores fall in this piece. */
  readonly targets: number;
  readonly nontargets: number;
}

/**
 * The lower convex hull of the detection curve, from the lowest scores to the highest: the best that any monotone
 * calibration of the scores can do. Linear time by pooling adjacent violators (Brümmer & du Preez 2006,
 * Application-independent evaluation of speaker detection, section 6; Fawcett & Niculescu-Mizil 2007, PAV and the ROC
 * convex hull).
 */
export function convexHull(evidence: Evidence): HullSegment[] {
  const targets = new Float64Array(evidence.scores.length);
  const nontargets = new Float64Array(evidence.scores.length);
  let last = -1;
  for (let score = 0; score < evidence.scores.length; score++) {
    if (evidence.targets[score] === 0 && evidence.nontargets[score] === 0) continue;
    last++;
    targets[last] = evidence.targets[score]!;
    nontargets[last] = evidence.nontargets[score]!;
    // The share of targets must rise with the score; cross-multiplied, so that counts stay exact.
    while (last > 0 && targets[last - 1]! * nontargets[last]! >= targets[last]! * nontargets[last - 1]!) {
      targets[last - 1]! += targets[last]!;
      nontargets[last - 1]! += nontargets[last]!;
      last--;
    }
  }
  return Array.from({ length: last + 1 }, (_, segment) => ({
    targets: targets[segment]!,
    nontargets: nontargets[segment]!,
  }));
}
