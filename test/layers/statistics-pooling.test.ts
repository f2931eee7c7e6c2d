import { DataError } from '../../src/core/errors';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { type Spread, statisticsPooling } from '../../src/layers/statistics-pooling';

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

// [1, 3 frames, 2 frequencies, 2 channels]; channel 0 is 1, 2, 6 at frequency 0 and 10 throughout at frequency 1.
const x = () => tf.tensor4d([1, 5, 10, 0, 2, 5, 10, 3, 6, 5, 10, 9], [1, 3, 2, 2]);

const spreads: Record<Spread, (sum: number) => number> = {
  'unbiased-deviation': sum => Math.sqrt(sum / 2 + 1e-7),
  'biased-deviation': sum => Math.sqrt(sum / 3 + 1e-7),
  'unbiased-variance': sum => sum / 2,
};

for (const [spread, of] of Object.entries(spreads) as [Spread, (sum: number) => number][]) {
  test(`statisticsPooling(x, '${spread}') gives means and spreads, channel by channel`, () => {
    const found = tf.tidy(() => statisticsPooling(x(), spread).dataSync());
    const expected = [3, 10, 5, 4, of(14), of(0), of(0), of(42)];
    expect(found.length).toBe(8);
    for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 5);
  });
}

test('statisticsPooling(x) of constant frames has a finite gradient', () => {
  const slopes = tf.tidy(() =>
    tf
      .grad(y => tf.sum(statisticsPooling(y as tf.Tensor4D)))(tf.ones([1, 4, 2, 2]))
      .dataSync(),
  );
  expect(slopes.every(Number.isFinite)).toBe(true);
});

test('statisticsPooling(x) of one frame is an error that says so', () => {
  expect(() => tf.tidy(() => statisticsPooling(tf.ones([1, 1, 2, 2])))).toThrow(DataError);
  expect(() => tf.tidy(() => statisticsPooling(tf.ones([1, 1, 2, 2])))).toThrow(/at least 2 frames.*found 1/);
});
