import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

/** Central differences of Σ w·f(x), in float32: good to three digits for these smooth pieces. */
function finiteDifferences(f: (x: tf.Tensor) => tf.Tensor, x: readonly number[], shape: number[]): number[] {
  const value = (at: readonly number[]) => total(f, tf.tensor([...at], shape)).dataSync()[0] ?? Number.NaN;
  return x.map((_, index) => {
    const moved = (by: number) => value(x.map((number, place) => (place === index ? number + by : number)));
    return (moved(1e-2) - moved(-1e-2)) / 2e-2;
  });
}

function total(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): tf.Tensor {
  const y = f(x);
  const weights = Array.from({ length: y.size }, (_, index) => Math.cos(index));
  return tf.sum(tf.mul(y, tf.tensor(weights, y.shape)));
}

// away from the kinks at 0 and 6, and beyond them
const x = [-2.1, -0.7, -0.3, 0.4, 0.9, 1.7, 5.2, 6.4, 7.3, -5.5, 0.2, 3.3];
const pieces: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  relu: x => tf.relu(x),
  relu6: x => tf.relu6(x),
  leakyRelu: x => tf.leakyRelu(x, 0.1),
  elu: x => tf.elu(x),
  softplus: x => tf.softplus(x),
  sigmoid: x => tf.sigmoid(x),
  tanh: x => tf.tanh(x),
  'sum over all': x => tf.sum(x),
  'sum over the middle axis': x => tf.sum(x, 1),
  'sum over outer axes, kept': x => tf.sum(x, [0, 2], true),
  'mean over all': x => tf.mean(x),
  'mean over the last axis': x => tf.mean(x, -1),
  'mean over two axes': x => tf.mean(x, [1, 2]),
};

test.each(Object.keys(pieces))('the gradient of %s equals finite differences', name => {
  const f = pieces[name] ?? tf.abs;
  const shape = [2, 3, 2];
  const gradient = tf.grad(x => total(f, x))(tf.tensor(x, shape));
  expect(gradient.shape).toEqual(shape);
  const expected = finiteDifferences(f, x, shape);
  for (const [index, number] of gradient.dataSync().entries())
    expect(number).toBeCloseTo(expected[index] ?? Number.NaN, 2);
});

test('relu has the gradient 0 at 0', () => {
  expect(
    Array.from(
      tf
        .grad(x => tf.relu(x))(tf.tensor1d([-1, 0, 1]))
        .dataSync(),
    ),
  ).toEqual([0, 0, 1]);
});
