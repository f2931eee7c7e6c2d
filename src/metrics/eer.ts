import { convexHull } from './convex-hull';
import { detectionCurve, type EqualErrorRate } from './detection-curve';
import type { Evidence } from './evidence';
import { kaldiEqualErrorRate } from './kaldi-eer';

/** Ways to read the equal error rate off a curve that has steps; peers differ (see each). */
export const equalErrorRules = {
  /** Straight lines between neighbouring thresholds; equal to wespeaker's compute_eer where no scores are equal. */
  interpolation: interpolatedEer,
  /** On the convex hull (Bosaris' rocch2eer), never above the others' true curve. */
  rocch: hullEer,
  /** Kaldi's rank rule, ivectorbin/compute-eer.cc; sunine reports it. */
  kaldi: kaldiEqualErrorRate,
  /** The larger rate where the two are nearest, as clovaai's voxceleb_trainer. */
  'nearest-max': (evidence: Evidence) => nearestEer(evidence, Math.max),
  /** The mean of both rates where they are nearest, as SpeechBrain. */
  'nearest-mean': (evidence: Evidence) => nearestEer(evidence, (miss, falseAlarm) => (miss + falseAlarm) / 2),
} satisfies Record<string, (evidence: Evidence) => EqualErrorRate>;

export type EqualErrorRule = keyof typeof equalErrorRules;

/** The rate at which misses and false alarms are equally frequent, by the named rule. Linear in the distinct scores. */
export function equalErrorRate(evidence: Evidence, rule: EqualErrorRule = 'interpolation'): EqualErrorRate {
  return equalErrorRules[rule](evidence);
}

function interpolatedEer(evidence: Evidence): EqualErrorRate {
  // The curve is not stored here: bootstrapping calls this a thousand times.
  const { scores, targets, nontargets, targetTotal, nontargetTotal } = evidence;
  let rejected = 0;
  let accepted = nontargetTotal;
  for (let score = 0; score < scores.length; score++) {
    const missBefore = rejected / targetTotal;
    const falseAlarmBefore = accepted / nontargetTotal;
    rejected += targets[score]!;
    accepted -= nontargets[score]!;
    const miss = rejected / targetTotal;
    const falseAlarm = accepted / nontargetTotal;
    if (miss < falseAlarm) continue;
    const before = falseAlarmBefore - missBefore;
    const along = before / (before + miss - falseAlarm);
    const next = scores[score + 1] ?? scores[score]!;
    return {
      rate: missBefore + along * (miss - missBefore),
      threshold: scores[score]! + along * (next - scores[score]!),
    };
  }
  throw new RangeError('the last point of a detection curve misses every target');
}

function hullEer(evidence: Evidence): EqualErrorRate {
  let miss = 0;
  let falseAlarm = 1;
  for (const segment of convexHull(evidence)) {
    const missAfter = miss + segment.targets / evidence.targetTotal;
    const falseAlarmAfter = falseAlarm - segment.nontargets / evidence.nontargetTotal;
    if (missAfter >= falseAlarmAfter) {
      const before = falseAlarm - miss;
      const along = before / (before + missAfter - falseAlarmAfter);
      // The hull has no threshold of its own inside a segment: the interpolated curve's is given.
      return { rate: miss + along * (missAfter - miss), threshold: interpolatedEer(evidence).threshold };
    }
    [miss, falseAlarm] = [missAfter, falseAlarmAfter];
  }
  throw new RangeError('the last point of a convex hull misses every target');
}

function nearestEer(evidence: Evidence, combine: (miss: number, falseAlarm: number) => number): EqualErrorRate {
  const { thresholds, misses, falseAlarms } = detectionCurve(evidence);
  let nearest = thresholds.length - 1;
  // From the highest threshold down, as scikit-learn's roc_curve lists them, so that equal distances pick the same point.
  for (let point = nearest - 1; point >= 0; point--) {
    const gap = Math.abs(misses[point]! - falseAlarms[point]!);
    if (gap < Math.abs(misses[nearest]! - falseAlarms[nearest]!)) nearest = point;
  }
  return { rate: combine(misses[nearest]!, falseAlarms[nearest]!), threshold: thresholds[nearest]! };
}
