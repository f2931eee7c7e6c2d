import { curveOf, smoothed, thinned } from '../../../src/report/analysis/curve';

const steps = Float64Array.from({ length: 10_000 }, (_, row) => row + 1);

test('curveOf leaves out the rows that lack the figure', () => {
  const curve = curveOf(Float64Array.of(1, 2, 2, 3), Float64Array.of(Number.NaN, 5, Number.NaN, 6));
  expect([[...curve.steps], [...curve.values]]).toEqual([
    [2, 3],
    [5, 6],
  ]);
});

test('thinned keeps a spike of one step in 10,000, up and down, at its step', () => {
  const values = steps.map(step => (step === 4321 ? 100 : step === 8765 ? -100 : Math.sin(step)));
  const curve = thinned({ steps, values }, 1000);
  expect(curve.values.length).toBeLessThanOrEqual(1000);
  expect(curve.steps[curve.values.indexOf(100)]).toBe(4321);
  expect(curve.steps[curve.values.indexOf(-100)]).toBe(8765);
  expect([...curve.steps]).toEqual([...curve.steps].sort((a, b) => a - b));
});

test('thinned leaves short curves as they are', () => {
  const curve = { steps: steps.slice(0, 7), values: steps.slice(0, 7) };
  expect(thinned(curve, 7)).toBe(curve);
});

test('smoothed is the mean of neighbours: a straight line stays, a step becomes a ramp, the ends have fewer neighbours', () => {
  expect(smoothed({ steps, values: steps }, 51).values[77]).toBeCloseTo(78, 9);
  const step = { steps: steps.slice(0, 6), values: Float64Array.of(0, 0, 0, 3, 3, 3) };
  expect([...smoothed(step, 3).values]).toEqual([0, 0, 1, 2, 3, 3]);
});
