import fc from 'fast-check';
import { costOfLogLikelihoodRatios, minimumCostOfLogLikelihoodRatios } from '../../src/metrics/cllr';
import { evidenceOf } from '../../src/metrics/evidence';
import { minimumDetectionCost } from '../../src/metrics/min-dcf';

function evidence(targets: readonly number[], nontargets: readonly number[]) {
  return evidenceOf({
    scores: Float64Array.from([...targets, ...nontargets]),
    targets: Uint8Array.from([...targets.map(() => 1), ...nontargets.map(() => 0)]),
  });
}

test('costOfLogLikelihoodRatios(evidence) is 1 bit when every score is 0', () => {
  expect(costOfLogLikelihoodRatios(evidence([0, 0], [0]))).toBe(1);
});

test('costOfLogLikelihoodRatios(evidence) of scores in the thousands does not overflow', () => {
  expect(costOfLogLikelihoodRatios(evidence([2000], [-2000]))).toBe(0);
  expect(costOfLogLikelihoodRatios(evidence([-2000], [2000]))).toBeCloseTo(2000 / Math.LN2, 9);
});

test('minimumCostOfLogLikelihoodRatios(evidence) is never above the cost, nor above 1 bit', () => {
  const scores = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(scores, scores, (targets, nontargets) => {
      const both = evidence(targets, nontargets);
      const least = minimumCostOfLogLikelihoodRatios(both);
      expect(least).toBeLessThanOrEqual(Math.min(1, costOfLogLikelihoodRatios(both)) + 1e-12);
      expect(least).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('minimumDetectionCost(evidence) is at most 1: accepting or rejecting all trials costs that', () => {
  const { cost, threshold } = minimumDetectionCost(evidence([0], [1]), {
    target: 0.01,
    miss_cost: 1,
    false_alarm_cost: 1,
  });
  expect(cost).toBe(1);
  expect(threshold).toBe(Infinity);
});

test('minimumDetectionCost(evidence) gives the lowest accepted score as its threshold', () => {
  const options = { target: 0.5, miss_cost: 1, false_alarm_cost: 1 };
  expect(minimumDetectionCost(evidence([3, 5], [1, 2]), options)).toEqual({ cost: 0, threshold: 3 });
});

test('minimumDetectionCost(evidence) where misses cost most accepts every trial', () => {
  const options = { target: 0.99, miss_cost: 10, false_alarm_cost: 1 };
  expect(minimumDetectionCost(evidence([0], [1]), options)).toEqual({ cost: 1, threshold: 0 });
});
