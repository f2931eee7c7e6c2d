import { metrics } from '../../src/metrics';
import { evidenceOf } from '../../src/metrics/evidence';

// Targets at 2 and 0, non-targets at 1 and −1: one error of either kind is the least at any threshold.
const evidence = evidenceOf({ scores: Float64Array.of(2, 0, 1, -1), targets: Uint8Array.of(1, 1, 0, 0) });

test('metrics are each built from their defaults and measure in their unit', () => {
  const built = [
    metrics.eer.build(metrics.eer.options.parse({})),
    metrics['min-dcf'].build(metrics['min-dcf'].options.parse({})),
    metrics.cllr.build({}),
    metrics['min-cllr'].build({}),
  ];
  expect(built).toHaveLength(Object.keys(metrics).length);
  const softplus = [-2, 0, 1, -1].map(x => Math.log1p(Math.exp(x)) / Math.LN2);
  const cost = softplus.reduce((sum, bits) => sum + bits, 0) / 4;
  expect(built.map(one => [one.label, one.unit, Number(one.measure(evidence).toFixed(9))])).toEqual([
    ['EER', '%', 50],
    ['minDCF(0.01)', '', 0.5],
    ['Cllr', 'bit', Number(cost.toFixed(9))],
    ['minCllr', 'bit', 0.5],
  ]);
});

test('metrics refuse a prior of 0 or 1, a cost of 0 and an unknown rule', () => {
  const { options } = metrics['min-dcf'];
  for (const wrong of [{ target: 0 }, { target: 1 }, { miss_cost: 0 }, { prior: 0.01 }]) {
    expect(options.safeParse(wrong).success).toBe(false);
  }
  expect(metrics.eer.options.safeParse({ rule: 'nearest' }).success).toBe(false);
});
