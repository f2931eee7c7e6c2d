import { compile } from '../../src/engine/compile';
import { foldBatchNorm } from '../../src/engine/fold-batch-norm';
import { fusedBatchNorm, inferBatchNorm } from '../../src/engine/fused-batch-norm';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { trace } from '../../src/engine/trace';

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
  kernels = normal([3, 3, 2, 4], 1);
  scale = normal([4], 2);
  offset = normal([4], 3);
  mean = normal([4], 4);
  variance = tf.square(normal<tf.Rank.R1>([4], 5));
});

const normal = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number) =>
  tf.randomNormal<R>(shape, 0, 1, 'float32', seed);
let kernels: tf.Tensor4D;
let scale: tf.Tensor1D;
let offset: tf.Tensor1D;
let mean: tf.Tensor1D;
let variance: tf.Tensor1D;
const normalize = (y: tf.Tensor4D) => inferBatchNorm(y, scale, offset, mean, variance, 1e-5);

function opsOf(step: (x: tf.Tensor4D) => tf.Tensor[]): string[] {
  const record = trace(([x]) => step(x as tf.Tensor4D), [normal([1, 6, 5, 2], 6)]);
  tf.dispose(record.eager);
  return foldBatchNorm(record).nodes.map(({ op }) => op);
}

test('foldBatchNorm(trace) leaves a convolution and a bias where batch norm was', () => {
  const ops = opsOf(x => [tf.relu(normalize(tf.conv2d(x, kernels, 1, 'same')))]);
  expect(ops.filter(op => op.startsWith('FusedBatchNorm'))).toEqual([]);
  expect(ops.slice(-2)).toEqual(['BiasAdd', 'Relu']);
});

test('foldBatchNorm(trace) keeps batch norm in training, behind a relu, and where others read the convolution', () => {
  const count = (step: (x: tf.Tensor4D) => tf.Tensor[]) =>
    opsOf(step).filter(op => op.startsWith('FusedBatchNorm')).length;
  expect(count(x => [fusedBatchNorm(tf.conv2d(x, kernels, 1, 'same'), scale, offset, 1e-5).y])).toBe(1);
  expect(count(x => [normalize(tf.relu(tf.conv2d(x, kernels, 1, 'same')))])).toBe(1);
  expect(
    count(x => {
      const y = tf.conv2d(x, kernels, 1, 'same');
      return [normalize(y), tf.sum(y)];
    }),
  ).toBe(1);
});

test('compile(step) of two blocks in inference mode equals the step op by op', () => {
  const more = normal<tf.Rank.R4>([3, 3, 4, 4], 7);
  const step = ([x]: readonly tf.Tensor[]) => {
    const inner = tf.relu(normalize(tf.conv2d(x as tf.Tensor4D, kernels, 1, 'same')));
    return [tf.relu(tf.add(normalize(tf.conv2d(inner, more, 1, 'same')), inner))];
  };
  const x = normal<tf.Rank.R4>([2, 6, 5, 2], 8);
  const compiled = compile(step, {
    name: 'blocks',
    onFallback: reason => {
      throw new Error(reason);
    },
  });
  const [[eager], [folded]] = [step([x]), compiled.run([x])];
  if (eager === undefined || folded === undefined) throw new Error('no output');
  // Numbers up to 1e3 where a variance is near 0.
  const [difference, scale] = [tf.sub(eager, folded), eager].map(
    one => tf.max(tf.abs(one)).dataSync()[0] ?? Number.NaN,
  );
  expect((difference ?? 1) / (scale ?? 0)).toBeLessThan(1e-5);
});
