import { detectionCurve } from '../../metrics/detection-curve';
import type { Evidence } from '../../metrics/evidence';
import { probit } from './probit';

/** A point of a DET plot: probits of the shares of false alarms and misses. */
export interface DetPoint {
  readonly falseAlarm: number;
  readonly miss: number;
}

/** Rates beyond which no plot goes: probits of 0 and 1 are infinite. */
const least = 1e-7;
/** Cells of the plane in which one point is enough; about a pixel of a plot from 0.1 % to 50 %. */
const cell = 0.008;

/** A share as a DET plot's coordinate, finite at 0 and 1. */
export function detCoordinate(rate: number): number {
  return probit(Math.min(Math.max(rate, least), 1 - least));
}

/**
 * The detection error tradeoff on probit axes (Martin et al. 1997, The DET curve in assessment of detection task
 * performance), thinned to about a point a pixel: at most some 2,000 points, whatever the number of trials.
 */
export function detPoints(evidence: Evidence): DetPoint[] {
  const { misses, falseAlarms } = detectionCurve(evidence);
  const points: DetPoint[] = [];
  let before: DetPoint | undefined;
  let kept: DetPoint | undefined;
  for (let at = 0; at < misses.length; at++) {
    const point = { falseAlarm: detCoordinate(falseAlarms[at]!), miss: detCoordinate(misses[at]!) };
    if (kept === undefined || !isNear(point, kept)) {
      // The corner before a jump stays, so that the straight line to the new point is the curve's own.
      if (before !== undefined && before !== kept) points.push(before);
      points.push(point);
      kept = point;
    }
    before = point;
  }
  if (before !== undefined && before !== kept) points.push(before);
  return points;
}

function isNear(a: DetPoint, b: DetPoint): boolean {
  return Math.abs(a.falseAlarm - b.falseAlarm) < cell && Math.abs(a.miss - b.miss) < cell;
}
