import { convexHull } from './convex-hull';
import { detectionCurve, type EqualErrorRate } from './detection-curve';
import type { Evidence } from './evidence';
import { kaldiEqualErrorRate } from './kaldi-eer';

export const equalErrorRuleNames = ['interpolation', 'rocch', 'kaldi', 'nearest-max', 'nearest-mean'] as const;
export type EqualErrorRule = (typeof equalErrorRuleNames)[number];

/** Ways to read the equal error rate off a curve that has steps; peers differ (see each). */
export const equalErrorRules: Readonly<Record<EqualErrorRule, (evidence: Evidence) => EqualErrorRate>> = {
  /** Straight lines between neighbouring thresholds; equal to wespeaker's compute_eer where no scores are equal. */
  interpolation: interpolatedEer,
  /** On the convex hull (Bosaris' rocch2eer), never above the others' true curve. */
  rocch: hullEer,
  /** Kaldi's rank rule, ivectorbin/compute-eer.cc; sunine reports it. */
  kaldi: kaldiEqualErrorRate,
  /** The larger rate where the two are nearest, from the highest threshold down, as clovaai's voxceleb_trainer. */
  'nearest-max': evidence => nearestEer(evidence, 'highest', Math.max),
  /** The mean of both rates where they are nearest, from the lowest threshold up, as SpeechBrain. */
  'nearest-mean': evidence => nearestEer(evidence, 'lowest', (miss, falseAlarm) => (miss + falseAlarm) / 2),
};

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
    rejected += targets[score]!;
    accepted -= nontargets[score]!;
    // Rates are compared by their products, which whole counts leave exact: two divisions a score would be most of the time.
    if (rejected * nontargetTotal < accepted * targetTotal) continue;
    const missBefore = (rejected - targets[score]!) / targetTotal;
    const falseAlarmBefore = (accepted + nontargets[score]!) / nontargetTotal;
    const miss = rejected / targetTotal;
    const falseAlarm = accepted / nontargetTotal;
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

/** Of thresholds at which the rates are equally near, the first from the named end is taken. */
function nearestEer(
  evidence: Evidence,
  from: 'lowest' | 'highest',
  combine: (miss: number, falseAlarm: number) => number,
): EqualErrorRate {
  const { thresholds, misses, falseAlarms } = detectionCurve(evidence);
  const gaps = misses.map((miss, point) => Math.abs(miss - falseAlarms[point]!));
  const least = gaps.reduce((a, b) => Math.min(a, b));
  const nearest = from === 'lowest' ? gaps.indexOf(least) : gaps.lastIndexOf(least);
  return { rate: combine(misses[nearest]!, falseAlarms[nearest]!), threshold: thresholds[nearest]! };
}
