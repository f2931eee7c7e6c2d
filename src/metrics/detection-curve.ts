import type { Evidence } from './evidence';

/**
 * Error rates at every threshold: point k accepts the scores from `thresholds[k]` up, so point 0 accepts all trials and
 * the last point, threshold Infinity, none.
 */
export interface DetectionCurve {
  readonly thresholds: Float64Array;
  /** Share of target trials that are rejected, rising from 0 to 1. */
  readonly misses: Float64Array;
  /** Share of non-target trials that are accepted, falling from 1 to 0. */
  readonly falseAlarms: Float64Array;
}

/** The point of a detection curve at which both kinds of error are equally frequent. */
export interface EqualErrorRate {
  /** Share of errors, 0 to 1. */
  readonly rate: number;
  /** Accept scores from here up; where a rule lands between two scores, between them in proportion. */
  readonly threshold: number;
}

/** The detection curve of the evidence; distinct scores + 1 points, linear time. */
export function detectionCurve(evidence: Evidence): DetectionCurve {
  const points = evidence.scores.length + 1;
  const thresholds = new Float64Array(points);
  const misses = new Float64Array(points);
  const falseAlarms = new Float64Array(points);
  let rejectedTargets = 0;
  let acceptedNontargets = evidence.nontargetTotal;
  for (let point = 0; point < points; point++) {
    thresholds[point] = evidence.scores[point] ?? Infinity;
    misses[point] = rejectedTargets / evidence.targetTotal;
    falseAlarms[point] = acceptedNontargets / evidence.nontargetTotal;
    rejectedTargets += evidence.targets[point] ?? 0;
    acceptedNontargets -= evidence.nontargets[point] ?? 0;
  }
  return { thresholds, misses, falseAlarms };
}
