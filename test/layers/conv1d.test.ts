import { randomOf } from '../../src/core/random';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { type Conv1dOptions, conv1d } from '../../src/layers/conv1d';
import { makePass } from '../../src/layers/pass';

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

const [batch, inputs, outputs] = [2, 3, 4];

/** PyTorch's Conv1d from its definition, in double precision: x[t][channel], kernel[tap][input][output] → y[t'][output]. */
function byDefinition(
  x: number[][],
  kernel: number[][][],
  { stride = 1, dilation = 1, padding = 0 }: Shape,
): number[][] {
  const count = Math.floor((x.length + 2 * padding - dilation * (kernel.length - 1) - 1) / stride) + 1;
  return Array.from({ length: count }, (_, t) =>
    Array.from({ length: outputs }, (_, output) => {
      let sum = 0;
      kernel.forEach((cell, tap) => {
        cell.forEach((weights, input) => {
          sum += (weights[output] ?? 0) * (x[t * stride + tap * dilation - padding]?.[input] ?? 0);
        });
      });
      return sum;
    }),
  );
}

type Shape = Pick<Conv1dOptions, 'kernel' | 'stride' | 'dilation' | 'padding'>;

const shapes: Shape[] = [
  { kernel: 1 },
  { kernel: 5 },
  { kernel: 5, padding: 2 },
  { kernel: 5, padding: 2, stride: 2 },
  { kernel: 3, dilation: 2 },
  { kernel: 3, dilation: 4, padding: 4 },
  { kernel: 3, dilation: 3, padding: 1 },
];

for (const shape of shapes) {
  for (const time of [9, 12]) {
    test(`conv1d(${JSON.stringify(shape)}) of ${time} frames is the sum of PyTorch's definition, and so are its gradients`, () => {
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const random = randomOf('conv1d', JSON.stringify(shape), time);
        const layer = conv1d('conv', { ...shape, inputs, outputs, bias: false });
        const weight = tf.randomNormal([shape.kernel, inputs, outputs], 0, 1, 'float32', 1);
        const values = Array.from({ length: batch * time * inputs }, random.normal);
        const x = tf.tensor4d(values, [batch, time, 1, inputs]);
        const apply = (kernel: tf.Tensor, input: tf.Tensor) =>
          layer.apply(makePass(new Map([['conv.weight', kernel]]), 'train'), input as tf.Tensor4D);
        const y = apply(weight, x);
        const [kernels, planes] = [weight.arraySync() as number[][][], x.squeeze<tf.Tensor3D>([2]).arraySync()];
        const expected = tf.tensor(planes.map(plane => byDefinition(plane, kernels, shape)));
        expect(y.shape).toEqual([batch, expected.shape[1], 1, outputs]);
        expect(largest(tf.sub(y.squeeze([2]), expected))).toBeLessThan(1e-5);
        // The output is linear in each of the two: its change along any direction is the output for that direction.
        const target = tf.randomNormal(y.shape, 0, 1, 'float32', 2);
        const value = (kernel: tf.Tensor, input: tf.Tensor) => tf.sum<tf.Scalar>(tf.mul(apply(kernel, input), target));
        const slopes = tf.grads(value)([weight, x]);
        const turns = [weight, x].map((tensor, at) => tf.randomNormal(tensor.shape, 0, 1, 'float32', 3 + at));
        const along = slopes.map((slope, at) => number(tf.sum(tf.mul(slope, turns[at] as tf.Tensor))));
        expect(along[0]).toBeCloseTo(number(value(turns[0] as tf.Tensor, x)), 3);
        expect(along[1]).toBeCloseTo(number(value(weight, turns[1] as tf.Tensor)), 3);
      });
      expect(tf.memory().numTensors).toBe(before);
    });
  }
}

test('conv1d(…) with a stride and holes, or one tap and a stride, is refused when the network is built', () => {
  expect(() => conv1d('conv', { inputs, outputs, kernel: 3, stride: 2, dilation: 2 })).toThrow(/stride/);
  expect(() => conv1d('conv', { inputs, outputs, kernel: 1, stride: 2 })).toThrow(/stride/);
});

function largest(tensor: tf.Tensor): number {
  return number(tf.max(tf.abs(tensor)));
}

function number(tensor: tf.Tensor): number {
  return tensor.dataSync()[0] ?? Number.NaN;
}
