import { convexHull } from './convex-hull';
import type { Evidence } from './evidence';

/** log(1 + e^x) without overflow. */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

/**
 * Cost of log-likelihood ratios in bits: the scores are read as natural logs of likelihood ratios, so raw cosines cost
 * much; 0 is perfect, 1 is what scores of 0 give. Brümmer & du Preez 2006, equation 37.
 */
export function costOfLogLikelihoodRatios(evidence: Evidence): number {
  const { scores, targets, nontargets, targetTotal, nontargetTotal } = evidence;
  let ofTargets = 0;
  let ofNontargets = 0;
  for (let score = 0; score < scores.length; score++) {
    if (targets[score] !== 0) ofTargets += targets[score]! * softplus(-scores[score]!);
    if (nontargets[score] !== 0) ofNontargets += nontargets[score]! * softplus(scores[score]!);
  }
  return (ofTargets / targetTotal + ofNontargets / nontargetTotal) / (2 * Math.LN2);
}

/**
 * The cost that remains after the best monotone calibration of the same scores, in bits: what the scores could be
 * worth. Brümmer & du Preez 2006, section 6 (PAV, without Laplace's rule of succession).
 */
export function minimumCostOfLogLikelihoodRatios(evidence: Evidence): number {
  let bits = 0;
  for (const segment of convexHull(evidence)) {
    const targets = segment.targets / evidence.targetTotal;
    const nontargets = segment.nontargets / evidence.nontargetTotal;
    // A segment of one class has an infinite ratio of the right sign, and costs nothing.
    if (targets > 0) bits += targets * Math.log2(1 + nontargets / targets);
    if (nontargets > 0) bits += nontargets * Math.log2(1 + targets / nontargets);
  }
  return bits / 2;
}
