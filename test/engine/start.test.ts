import { fusedBatchNorm } from '../../src/engine/fused-batch-norm';
import { rawOp } from '../../src/engine/raw-op';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

const numbers = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());
const largest = (x: tf.Tensor): number => tf.tidy(() => tf.max(tf.abs(x)).dataSync()[0] ?? Number.NaN);

test('startEngine(options) twice gives the same device, and other options are an error', async () => {
  const device = await startEngine({ device: 'cpu' });
  expect(device).toMatchObject({ gpu: false, tensorflow: expect.stringMatching(/^2\./) });
  await expect(startEngine({ device: 'cpu', threads: 7 })).rejects.toThrow('the TensorFlow engine runs already');
});

test('startEngine() leaves no backend that could stand in silently', () => {
  expect(tf.getBackend()).toBe('tensorflow');
  expect(tf.findBackendFactory('cpu')).toBeNull();
});

test('rawOp(name) runs a kernel that tfjs does not know', () => {
  const x = tf.tensor2d([3, 0, 0, 4], [2, 2]);
  const [singular] = rawOp('Svd', { T: { type: 'float32' }, compute_uv: false, full_matrices: false }, [x], 3);
  expect(Array.from(singular?.dataSync() ?? [])).toEqual([4, 3]);
});

test('rawOp(name) refuses a gradient, and a fraction for an integer attribute', () => {
  const square = (x: tf.Tensor) => tf.sum(rawOp('Square', { T: { type: 'float32' } }, [x], 1)[0] ?? x);
  expect(() => tf.grad(square)(tf.tensor1d([1, 2]))).toThrow('the op Square has no gradient');
  expect(() => rawOp('Square', { T: 0.5 }, [tf.scalar(1)], 1)).toThrow('T: a plain number is an integer');
});

test('rawOp(name) with integer outputs lets no gradient through, as it should', () => {
  const size = { T: { type: 'float32' }, out_type: { type: 'int32' } } as const;
  const f = (x: tf.Tensor) => tf.sum(tf.mul(x, tf.cast(rawOp('Size', size, [x], 1)[0] ?? x, 'float32')));
  expect(numbers(tf.grad(f)(tf.tensor1d([5, 7, 9])))).toEqual([3, 3, 3]);
});

test('fusedBatchNorm(x) equals the formula, in value, statistics and gradient', () => {
  const x = tf.randomNormal<tf.Rank.R4>([4, 5, 6, 3], 1, 2, 'float32', 7);
  const weight = tf.randomNormal<tf.Rank.R4>([4, 5, 6, 3], 0, 1, 'float32', 8);
  const scale = tf.tensor1d([1, 2, 3]);
  const offset = tf.tensor1d([0.1, -0.2, 0.3]);
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const fused = fusedBatchNorm(x, scale, offset, 1e-5);
  expect(largest(tf.sub(fused.mean, mean))).toBeLessThan(1e-6);
  expect(largest(tf.sub(fused.variance, tf.mul(variance, 120 / 119)))).toBeLessThan(1e-5);

  const formula = (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), scale), offset);
  };
  const through = (y: tf.Tensor) => tf.sum(tf.mul(weight, tf.square(y)));
  type Inputs = [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
  const ours = tf.grads((...[x, scale, offset]: tf.Tensor[]) =>
    through(fusedBatchNorm(x as Inputs[0], scale as Inputs[1], offset as Inputs[2], 1e-5).y),
  )([x, scale, offset]);
  const theirs = tf.grads((...[x, scale, offset]: tf.Tensor[]) =>
    through(formula(x as Inputs[0], scale as Inputs[1], offset as Inputs[2])),
  )([x, scale, offset]);
  for (const [index, gradient] of ours.entries()) {
    const other = theirs[index] ?? tf.scalar(Number.NaN);
    // float32 rounding of sums over 120 numbers
    expect(largest(tf.sub(gradient, other)) / largest(other)).toBeLessThan(1e-5);
  }
});

test('fusedBatchNorm(x) under a gradient leaves no tensor behind', () => {
  const x = tf.randomNormal<tf.Rank.R4>([2, 3, 4, 2], 0, 1, 'float32', 1);
  const [scale, offset] = [tf.ones<tf.Rank.R1>([2]), tf.zeros<tf.Rank.R1>([2])];
  const before = tf.memory().numTensors;
  for (let step = 0; step < 20; step++) {
    tf.grad(x => tf.sum(tf.square(fusedBatchNorm(x as tf.Tensor4D, scale, offset, 1e-5).y)))(x).dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
});
