import { backends } from '../../src/backends';
import { singleBackends } from '../../src/backends/single-backends';
import { randomOf } from '../../src/core/random';
import type { VectorSet } from '../../src/core/vectors';

function randomSet(rows: number, columns: number, key: string): VectorSet {
  const random = randomOf(key);
  return { rows, columns, data: Float32Array.from({ length: rows * columns }, () => random.normal()) };
}

const cosine = backends.cosine.build(backends.cosine.options.parse({}));
const none: VectorSet = { rows: 0, columns: 0, data: new Float32Array(0) };

function slowCosine(a: VectorSet, row: number, b: VectorSet, other: number): number {
  const x = Array.from(a.data.subarray(row * a.columns, (row + 1) * a.columns));
  const y = Array.from(b.data.subarray(other * b.columns, (other + 1) * b.columns));
  const dot = (u: number[], v: number[]) => u.reduce((sum, value, index) => sum + value * v[index]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

// 7 and 5 rows, 6 columns: none a multiple of the tiles of 4 and 2.
test('cosine.scoreTrials and scoreAll equal the definition, written out, for sizes that fit no tile', () => {
  const enroll = randomSet(7, 6, 'enroll');
  const test = randomSet(5, 6, 'test');
  const pairs = Int32Array.from(Array.from({ length: 35 }, (_, at) => [Math.floor(at / 5), at % 5]).flat());
  const expected = Array.from({ length: 35 }, (_, at) => slowCosine(enroll, Math.floor(at / 5), test, at % 5));
  const scorer = cosine.fit(none, []);
  for (const scores of [scorer.scoreTrials(enroll, test, pairs), scorer.scoreAll(enroll, test)]) {
    expected.forEach((score, at) => {
      expect(scores[at]).toBeCloseTo(score, 14);
    });
  }
});

test('cosine with centre subtracts the mean of the training rows', () => {
  const vectors = { rows: 2, columns: 2, data: Float64Array.of(3, 1, 1, 1) };
  const training = { rows: 2, columns: 2, data: Float64Array.of(2, 0, 2, 0) };
  const centred = backends.cosine.build({ centre: true }).fit(training, ['a', 'b']);
  expect(centred.scoreTrials(vectors, vectors, Int32Array.of(0, 1))[0]).toBeCloseTo(0, 15);
});

test('cosine.scoreTrials leaves the embeddings as they were', () => {
  const vectors = randomSet(3, 4, 'kept');
  const before = vectors.data.slice();
  cosine.fit(none, []).scoreTrials(vectors, vectors, Int32Array.of(0, 1));
  expect(vectors.data).toEqual(before);
});

test('cosine.scoreTrials of a zero vector is an error that names the row', () => {
  const vectors = { rows: 2, columns: 2, data: Float64Array.of(1, 1, 0, 0) };
  expect(() => cosine.fit(none, []).scoreTrials(vectors, vectors, Int32Array.of(0, 1))).toThrow('row 2');
});

test('cosine.scoreTrials of sets of different sizes is an error with both sizes', () => {
  const scorer = cosine.fit(none, []);
  expect(() => scorer.scoreAll(randomSet(1, 3, 'a'), randomSet(1, 4, 'b'))).toThrow('expected 3 dimensions, found 4');
});

test('backends are each built from their defaults, and say what they are and whether they need training', () => {
  const built = [
    backends.cosine.build(backends.cosine.options.parse({})),
    backends.euclidean.build(backends.euclidean.options.parse({})),
    backends.lda.build(backends.lda.options.parse({})),
    backends.plda.build(backends.plda.options.parse({})),
  ];
  expect(built).toHaveLength(Object.keys(singleBackends).length);
  expect(built.map(({ label, needsTraining }) => [label, needsTraining])).toEqual([
    ['cosine', false],
    ['Euclidean', false],
    ['LDA 200 + cosine', true],
    ['PLDA', true],
  ]);
});
