import { applyRatio, fitLogistic } from '../../src/backends/logistic-regression';
import { randomOf } from '../../src/core/random';
import { actualDetectionCost } from '../../src/metrics/detection-cost';
import { evidenceOf } from '../../src/metrics/evidence';
import { minimumDetectionCost } from '../../src/metrics/min-dcf';
import { fusion, logistic, quality, trials } from '../references/scoring.json';

const targets = Uint8Array.from(trials.targets);
const column = (name: string, values: readonly number[]) => ({ name, values: Float64Array.from(values) });
const scores = column('score', trials.scores);
const sided = (values: readonly number[], pick: (a: number, b: number) => number) =>
  trials.sides.map(([a = 0, b = 0]) => pick(values[a]!, values[b]!));
const qualities = [trials.seconds.map(Math.log), trials.magnitudes, trials.cohortMeans].flatMap((values, place) => [
  column(`min ${place}`, sided(values, Math.min)),
  column(`max ${place}`, sided(values, Math.max)),
]);

function expectClose(found: Float64Array, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  // scikit-learn stops at a gradient of 1e-14; its last digits are its own.
  expected.forEach((value, at) => {
    expect(Math.abs(found[at]! - value)).toBeLessThan(1e-8 * (1 + Math.abs(value)));
  });
}

test.each([
  ...logistic.map(reference => ({ ...reference, columns: [scores], what: 'scores' })),
  { ...quality, columns: [scores, ...qualities], what: 'scores and six quality measures' },
  { ...fusion, columns: [scores, column('second', trials.second)], what: 'two systems' },
])('fitLogistic($what) at a prior of $prior and a ridge of $ridge is scikit-learn’s', ({ columns, ...reference }) => {
  const fitted = fitLogistic(columns, targets, reference);
  expectClose(fitted.weights, reference.weights);
  expectClose(Float64Array.of(fitted.offset), [reference.offset]);
  expectClose(applyRatio(fitted, columns), reference.llrs);
});

test('fitLogistic(log-likelihood ratios) leaves them nearly as they are', () => {
  const random = randomOf('ratios');
  const drawn = Uint8Array.from({ length: 40_000 }, (_, trial) => trial % 2);
  // Normals of variance 4 around 2 and −2 are their own log-likelihood ratios.
  const values = Float64Array.from(drawn, target => (target === 1 ? 2 : -2) + 2 * random.normal());
  const { weights, offset } = fitLogistic([{ name: 'score', values }], drawn, { prior: 0.5, ridge: 0 });
  expect(weights[0]).toBeCloseTo(1, 1);
  expect(offset).toBeCloseTo(0, 1);
});

test('fitLogistic(scores) brings the actual cost near the least, wherever the scores lie', () => {
  const random = randomOf('distorted');
  const drawn = Uint8Array.from({ length: 20_000 }, (_, trial) => (trial % 10 === 0 ? 1 : 0));
  const values = Float64Array.from(drawn, target => 40 + 0.01 * (2 * target + random.normal()));
  const options = { target: 0.05, miss_cost: 1, false_alarm_cost: 1 };
  const fitted = fitLogistic([{ name: 'score', values }], drawn, { prior: 0.05, ridge: 0 });
  const evidence = evidenceOf({ scores: applyRatio(fitted, [{ name: 'score', values }]), targets: drawn });
  const least = minimumDetectionCost(evidence, options).cost;
  expect(actualDetectionCost(evidence, options)).toBeLessThan(1.03 * least);
});

const options = { prior: 0.5, ridge: 0 };
const four = Uint8Array.of(0, 0, 1, 1);

test.each([
  ['a threshold separates', [1, 2, 3, 4], 'told apart without an error'],
  ['a threshold separates but for equal scores', [1, 2, 2, 4], 'told apart without an error'],
  ['are separated the wrong way round', [4, 3, 2, 1], 'told apart without an error'],
  ['do not vary', [3, 3, 3, 3], 'score does not vary on the development trials: expected finite numbers that differ'],
  ['hold NaN', [1, Number.NaN, 3, 4], 'score does not vary'],
])('fitLogistic(scores) that %s is an error', (_, values, message) => {
  expect(() => fitLogistic([column('score', values)], four, options)).toThrow(message);
});

test('fitLogistic(scores) that a threshold separates has an answer with a ridge', () => {
  const { weights } = fitLogistic([column('score', [1, 2, 3, 4])], four, { prior: 0.5, ridge: 0.01 });
  expect(weights[0]).toBeGreaterThan(0);
  expect(weights[0]).toBeLessThan(10);
});

test('fitLogistic(columns) of which one is the sum of others names them', () => {
  const first = column('first', [1, 2, 1.5, 4]);
  const second = column('second', [3, 0, 1, 2]);
  const sum = { name: 'sum', values: first.values.map((value, at) => value + second.values[at]!) };
  expect(() => fitLogistic([first, second, sum], four, options)).toThrow(
    'depend on each other: found first, second, sum',
  );
});

test('fitLogistic(scores) of one class is an error that counts both', () => {
  expect(() => fitLogistic([column('score', [1, 2])], Uint8Array.of(1, 1), options)).toThrow('2 target, 0 non-target');
});
