import { DataError } from '../../../src/core/errors';
import { inferBatchNorm } from '../../../src/engine/fused-batch-norm';
import { exportStep } from '../../../src/engine/onnx/export-step';
import { readMetadata } from '../../../src/engine/onnx/read-metadata';
import { openSession } from '../../../src/engine/onnx/session';
import { startEngine } from '../../../src/engine/start';
import { tf } from '../../../src/engine/tf';

const [dimension, channels] = [6, 4];

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
  kernels = normal([3, 3, 1, channels], 1);
  wide = normal([3, 3, channels, channels], 2);
  pointwise = normal([1, 1, channels, channels], 3);
  vectors = [4, 5, 6].map(seed => normal<tf.Rank.R1>([channels], seed));
});

const normal = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number) =>
  tf.randomNormal<R>(shape, 0, 1, 'float32', seed);
let kernels: tf.Tensor4D;
let wide: tf.Tensor4D;
let pointwise: tf.Tensor4D;
let vectors: tf.Tensor1D[];

type Image = (x: tf.Tensor4D) => tf.Tensor;

/** [batch, time, dimension] → the numbers of f of its convolution, averaged over time so that one length comes out. */
function overImage(f: Image): (x: tf.Tensor3D) => tf.Tensor2D {
  return x => {
    const [batch, time] = x.shape;
    const image = tf.conv2d(x.as4D(batch, time, dimension, 1), kernels, 1, 'same');
    const made = f(image);
    const pooled = made.rank > 2 ? tf.mean(made, 1) : made;
    return pooled.reshape([batch, pooled.size / batch]);
  };
}

const [first, second, third] = [() => vectors[0]!, () => vectors[1]!, () => vectors[2]!];
const positive = (x: tf.Tensor4D): tf.Tensor4D => tf.add(tf.square(x), 1);

const cases: Readonly<Record<string, Image>> = {
  'a convolution with a bias': x => tf.add(tf.conv2d(x, wide, 1, 'same'), first()),
  'a bias whose convolution others read too': x => {
    const y = tf.conv2d(x, wide, 1, 'same');
    return tf.mul(tf.add(y, first()), y);
  },
  'a strided convolution behind zeros': x =>
    tf.conv2d(
      tf.pad(x, [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ]),
      wide,
      2,
      'valid',
    ),
  'a strided convolution with TensorFlow’s own zeros': x => tf.conv2d(x, wide, 2, 'same'),
  'a pointwise convolution of every second position': x =>
    tf.conv2d(tf.avgPool(x, 1, 2, 'valid'), pointwise, 1, 'valid'),
  'a convolution with holes': x => tf.conv2d(x, wide, 1, 'same', 'NHWC', [2, 1]),
  'batch norm behind a convolution and behind a relu': x => {
    const norm = (y: tf.Tensor4D) => inferBatchNorm(y, first(), second(), third(), tf.abs(first()), 1e-5);
    return norm(tf.relu(norm(tf.conv2d(x, wide, 1, 'same'))));
  },
  'largest and mean values of windows': x =>
    tf.concat([tf.maxPool(x, [3, 2], [3, 2], 'valid'), tf.avgPool(x, [3, 2], [3, 2], 'valid')], 3),
  'functions of one number': x =>
    tf.concat(
      [tf.sigmoid(x), tf.tanh(x), tf.exp(tf.neg(tf.abs(x))), tf.log(positive(x)), tf.rsqrt(positive(x)), tf.elu(x)],
      2,
    ),
  'clipping, leaky relu and softplus': x =>
    tf.concat([tf.clipByValue(x, -0.5, 0.5), tf.leakyRelu(x, 0.1), tf.softplus(x), tf.relu6(x)], 3),
  'sums, products and quotients of unlike shapes': x => {
    const mean = tf.mean(x, 1, true);
    return tf.div(tf.sub(tf.mul(x, second()), mean), tf.add(positive(tf.max(x, [1, 2], true)), first()));
  },
  'swapped axes in front of a sum': x => tf.sum(tf.transpose(x, [0, 1, 3, 2]), 3),
  'parts of channels': x => {
    const [a, b, c, d] = tf.split(x, 4, 3);
    return tf.concat([tf.mul(a!, c!), tf.sub(b!, d!)], 3);
  },
  'a product of matrices': x => {
    const pooled = tf.mean<tf.Tensor2D>(x, [1, 2]);
    return tf.matMul(pooled, pointwise.as2D(channels, channels), false, true);
  },
  'softmax over channels': x => tf.softmax(x),
};

test.each(Object.entries(cases))(
  'exportStep(…) of %s gives onnxruntime what TensorFlow makes, for any batch and length',
  async (_, image) => {
    const step = overImage(image);
    const before = tf.memory().numTensors;
    const size = tf.tidy(() => step(tf.zeros([1, 12, dimension])).shape[1]);
    const file = exportStep(([x]) => [step(x as tf.Tensor3D)], {
      name: 'case',
      version: '1',
      input: { name: 'feats', shape: [2, 12, dimension] },
      output: { name: 'embs', size },
      metadata: { about: 'a test, "quoted"' },
    });
    expect(tf.memory().numTensors).toBe(before);
    expect([...readMetadata(file)]).toEqual([['about', 'a test, "quoted"']]);
    const session = await openSession(file, { threads: 1 });
    expect(session.inputs).toEqual([{ name: 'feats', type: 'float32', shape: ['B', 'T', dimension] }]);
    expect(session.outputs).toEqual([{ name: 'embs', type: 'float32', shape: ['B', size] }]);
    for (const [batch, time] of [
      [1, 12],
      [3, 31],
    ] as const) {
      const x = normal<tf.Rank.R3>([batch, time, dimension], time);
      const ours = tf.tidy(() => step(x)).dataSync();
      const theirs = await session.run(
        { name: 'feats', tensor: { shape: x.shape, data: Float32Array.from(x.dataSync()) } },
        'embs',
      );
      expect(theirs.shape).toEqual([batch, size]);
      const largest = Math.max(...ours.map(Math.abs));
      const gaps = ours.map((value, at) => Math.abs(value - (theirs.data[at] ?? Number.NaN)) / largest);
      expect(Math.max(...gaps)).toBeLessThan(2e-6); // float32 through a few sums
    }
    await session.close();
  },
);

test('exportStep(…) throws DataError that names an operation without a conversion', () => {
  const sine = overImage(x => tf.sin(x));
  const options = {
    name: 'the network',
    version: '1',
    input: { name: 'x', shape: [2, 12, dimension] },
    output: { name: 'y', size: 24 },
    metadata: {},
  };
  const run = () => exportStep(([x]) => [sine(x as tf.Tensor3D)], options);
  expect(run).toThrow(DataError);
  expect(run).toThrow(/the network cannot be written as ONNX: .*the operation Sin/);
});

test('exportStep(…) throws DataError for a step that depends on the length otherwise than by shapes', () => {
  const scaled = overImage(x => tf.div(x, x.shape[1]));
  const options = {
    name: 'the network',
    version: '1',
    input: { name: 'x', shape: [2, 12, dimension] },
    output: { name: 'y', size: 24 },
    metadata: {},
  };
  expect(() => exportStep(([x]) => [scaled(x as tf.Tensor3D)], options)).toThrow(/depends on the length of the input/);
});
