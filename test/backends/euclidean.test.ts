import { backends } from '../../src/backends';
import { randomOf } from '../../src/core/random';
import type { VectorSet } from '../../src/core/vectors';

function randomSet(rows: number, columns: number, key: string): VectorSet {
  const random = randomOf(key);
  return { rows, columns, data: Float32Array.from({ length: rows * columns }, () => random.normal()) };
}

const none: VectorSet = { rows: 0, columns: 0, data: new Float32Array(0) };
const scorer = (options: Record<string, unknown> = {}) =>
  backends.euclidean.build(backends.euclidean.options.parse(options)).fit(none, []);

test('euclidean.scoreTrials is minus the distance: −5 of (0, 0) and (3, 4), 0 of a vector and itself', () => {
  const vectors = { rows: 2, columns: 2, data: Float64Array.of(0, 0, 3, 4) };
  expect([...scorer().scoreTrials(vectors, vectors, Int32Array.of(0, 1, 1, 1))]).toEqual([-5, -0]);
});

test('euclidean.scoreAll gives what scoreTrials gives of all pairs, row by row', () => {
  const [enroll, test] = [randomSet(3, 5, 'enroll'), randomSet(2, 5, 'test')];
  const pairs = Int32Array.of(0, 0, 0, 1, 1, 0, 1, 1, 2, 0, 2, 1);
  expect(scorer().scoreAll(enroll, test)).toEqual(scorer().scoreTrials(enroll, test, pairs));
});

test('euclidean with unit_length is −√(2 − 2 cos)', () => {
  const vectors = randomSet(4, 6, 'unit');
  const pairs = Int32Array.of(0, 1, 2, 3);
  const cosines = backends.cosine.build(backends.cosine.options.parse({})).fit(none, []);
  const expected = cosines.scoreTrials(vectors, vectors, pairs).map(cosine => -Math.sqrt(2 - 2 * cosine));
  scorer({ unit_length: true })
    .scoreTrials(vectors, vectors, pairs)
    .forEach((score, at) => {
      expect(score).toBeCloseTo(expected[at] ?? Number.NaN, 12);
    });
});

test('euclidean.scoreTrials of sets of different sizes is an error with both sizes', () => {
  expect(() => scorer().scoreAll(randomSet(1, 3, 'a'), randomSet(1, 4, 'b'))).toThrow('expected 3 dimensions, found 4');
});
