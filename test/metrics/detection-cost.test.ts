import { actualDetectionCost, bayesThreshold } from '../../src/metrics/detection-cost';
import { evidenceOf } from '../../src/metrics/evidence';
import { minimumDetectionCost } from '../../src/metrics/min-dcf';
import { rates, trials } from '../references/scoring.json';

const scored = { scores: Float64Array.from(trials.scores), targets: Uint8Array.from(trials.targets) };
const evidence = evidenceOf(scored);

test.each(rates.actDcf)(
  'actualDetectionCost(evidence) at a prior of $prior is PYLLR’s Bayes error rate',
  ({ prior, cost }) => {
    const options = { target: prior, miss_cost: 1, false_alarm_cost: 1 };
    expect(actualDetectionCost(evidence, options)).toBeCloseTo(cost, 12);
    expect(actualDetectionCost(evidence, options)).toBeGreaterThanOrEqual(minimumDetectionCost(evidence, options).cost);
  },
);

test('bayesThreshold(options) is 0 where both errors cost alike, and falls with the cost of a miss', () => {
  expect(bayesThreshold({ target: 0.5, miss_cost: 1, false_alarm_cost: 1 })).toBe(0);
  expect(bayesThreshold({ target: 0.5, miss_cost: 10, false_alarm_cost: 1 })).toBeCloseTo(-Math.log(10), 12);
});
