import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { atFrames, segmentMeans } from '../../src/layers/segment-context';

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

const frames = (values: readonly number[]) => tf.tensor4d([...values], [1, values.length, 1, 1]);

// Frames, their means over segments of 3, and those at each frame.
const cases = [
  [[5], [5], [5]],
  [[1, 2, 6], [3], [3, 3, 3]],
  [
    [1, 2, 6, 4],
    [3, 4],
    [3, 3, 3, 4],
  ],
  [
    [1, 2, 6, 4, 8],
    [3, 6],
    [3, 3, 3, 6, 6],
  ],
  [
    [1, 2, 6, 4, 8, 0],
    [3, 4],
    [3, 3, 3, 4, 4, 4],
  ],
] as const;

for (const [given, means, spread] of cases) {
  test(`segmentMeans([${given}], 3) is [${means}], at its frames [${spread}]`, () => {
    tf.tidy(() => {
      const x = frames(given);
      const segments = segmentMeans(x, 3);
      expect([...segments.dataSync()]).toEqual([...means].map(Math.fround));
      expect([...atFrames(segments, x, 3).dataSync()]).toEqual([...spread].map(Math.fround));
    });
  });
}

test('segmentMeans(x, 3) and atFrames(segments, x, 3) have the gradients of their sums, channel by channel', () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const x = tf.randomNormal<tf.Rank.R4>([2, 7, 1, 3], 0, 1, 'float32', 1);
    const target = tf.randomNormal<tf.Rank.R4>([2, 7, 1, 3], 0, 1, 'float32', 2);
    const value = (y: tf.Tensor) =>
      tf.sum<tf.Scalar>(tf.mul(atFrames(segmentMeans(y as tf.Tensor4D, 3), x, 3), target));
    // Linear in x: the change along a direction is the value of the direction.
    const direction = tf.randomNormal<tf.Rank.R4>([2, 7, 1, 3], 0, 1, 'float32', 3);
    const along = tf.sum(tf.mul(tf.grad(value)(x), direction)).dataSync()[0];
    expect(along).toBeCloseTo(value(direction).dataSync()[0] ?? Number.NaN, 4);
  });
  expect(tf.memory().numTensors).toBe(before);
});
