import { metrics } from '../../src/metrics';
import { evidenceOf } from '../../src/metrics/evidence';

// Targets at 2 and 0, non-targets at 1 and −1: one error of either kind is the least at any threshold.
const evidence = evidenceOf({ scores: Float64Array.of(2, 0, 1, -1), targets: Uint8Array.of(1, 1, 0, 0) });

test('metrics are each built from their defaults, measure in their unit and say their threshold', () => {
  const built = [
    metrics.eer.build(metrics.eer.options.parse({})),
    metrics['min-dcf'].build(metrics['min-dcf'].options.parse({})),
    metrics['act-dcf'].build(metrics['act-dcf'].options.parse({})),
    metrics['frr-at-far'].build(metrics['frr-at-far'].options.parse({})),
    metrics.cllr.build({}),
    metrics['min-cllr'].build({}),
  ];
  expect(built).toHaveLength(Object.keys(metrics).length);
  const softplus = [-2, 0, 1, -1].map(x => Math.log1p(Math.exp(x)) / Math.LN2);
  const cost = softplus.reduce((sum, bits) => sum + bits, 0) / 4;
  expect(built.map(one => [one.label, one.unit, Number(one.measure(evidence).toFixed(9))])).toEqual([
    ['EER', '%', 50],
    ['minDCF(0.01)', '', 0.5],
    // log 99 lies above every score: all targets are missed.
    ['actDCF(0.01)', '', 1],
    ['FRR@FAR(0.01)', '%', 50],
    ['Cllr', 'bit', Number(cost.toFixed(9))],
    ['minCllr', 'bit', 0.5],
  ]);
  expect(built.map(one => one.threshold?.(evidence))).toEqual([1, 2, Math.log(99), 2, undefined, undefined]);
});

test('metrics name costs in their labels, so that two applications of one prior keep two columns', () => {
  for (const [name, label] of [
    ['min-dcf', 'minDCF'],
    ['act-dcf', 'actDCF'],
  ] as const) {
    const of = (options: object) => metrics[name].build(metrics[name].options.parse(options)).label;
    expect(of({ target: 0.05 })).toBe(`${label}(0.05)`);
    expect(of({ miss_cost: 10 })).toBe(`${label}(0.01, Cmiss 10, Cfa 1)`);
  }
});

test('metrics refuse a prior of 0 or 1, a cost of 0 and an unknown rule', () => {
  const { options } = metrics['min-dcf'];
  for (const wrong of [{ target: 0 }, { target: 1 }, { miss_cost: 0 }, { prior: 0.01 }]) {
    expect(options.safeParse(wrong).success).toBe(false);
  }
  expect(metrics.eer.options.safeParse({ rule: 'nearest' }).success).toBe(false);
});
