import { randomOf } from '../../src/core/random';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { type Conv2dOptions, conv2d } from '../../src/layers/conv2d';
import { makePass } from '../../src/layers/pass';

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

/** PyTorch's Conv2d from its definition, in double precision: x[t][f][channel] → y[t'][f'][output]. */
function byDefinition(
  x: number[][][],
  kernel: number[][][][],
  [timeStride, frequencyStride]: readonly [number, number],
  padding: number,
): number[][][] {
  const width = kernel.length;
  const extent = (size: number, stride: number) => Math.floor((size + 2 * padding - width) / stride) + 1;
  const outputs = kernel[0]?.[0]?.[0]?.length ?? 0;
  const columns = x[0]?.length ?? 0;
  const range = (count: number) => Array.from({ length: count }, (_, index) => index);
  return range(extent(x.length, timeStride)).map(t =>
    range(extent(columns, frequencyStride)).map(f =>
      range(outputs).map(output => {
        let sum = 0;
        kernel.forEach((row, dt) => {
          row.forEach((cell, df) => {
            cell.forEach((weights, input) => {
              sum +=
                (weights[output] ?? 0) *
                (x[t * timeStride + dt - padding]?.[f * frequencyStride + df - padding]?.[input] ?? 0);
            });
          });
        });
        return sum;
      }),
    ),
  );
}

const cases: Conv2dOptions[] = [
  { inputs: 3, outputs: 4, kernel: 3, padding: 1 },
  { inputs: 3, outputs: 4, kernel: 3, padding: 1, stride: 2 },
  { inputs: 3, outputs: 4, kernel: 3 },
  { inputs: 3, outputs: 4, kernel: 3, stride: 2 },
  { inputs: 2, outputs: 3, kernel: 5, padding: 2, stride: 2, bias: true },
  { inputs: 2, outputs: 3, kernel: 3, padding: 2 },
  { inputs: 8, outputs: 16, kernel: 1, stride: 2 },
  { inputs: 3, outputs: 4, kernel: 3, padding: 1, stride: [1, 2] },
  { inputs: 3, outputs: 4, kernel: 1, stride: [1, 2] },
];

for (const options of cases) {
  for (const [time, frequency] of [
    [8, 6],
    [7, 9],
  ] as const) {
    test(`conv2d(${JSON.stringify(options)}) of ${time} × ${frequency} is the sum of PyTorch's definition, with its gradient`, () => {
      tf.tidy(() => {
        const random = randomOf('conv2d', JSON.stringify(options), time);
        const layer = conv2d('conv', options);
        const tensors = layer.parameters.map(({ shape, init }) => tf.tensor(init(random), [...shape]));
        const pass = makePass(
          new Map(layer.parameters.map(({ name }, at) => [name, tensors[at] as tf.Tensor])),
          'train',
        );
        const count = time * frequency * options.inputs;
        const x = tf.tensor4d(Float32Array.from({ length: count }, random.normal), [
          1,
          time,
          frequency,
          options.inputs,
        ]);
        const apply = () => layer.apply(pass, x);
        const [kernel, bias] = tensors.map(tensor => tensor.arraySync());
        const offset = Array.isArray(bias) ? bias.map(Number) : [];
        const plane = (x.arraySync()[0] ?? []) as number[][][];
        const { stride = 1, padding = 0 } = options;
        const strides = typeof stride === 'number' ? ([stride, stride] as const) : stride;
        const expected = byDefinition(plane, kernel as number[][][][], strides, padding);
        const y = apply();
        const found = y.arraySync()[0] ?? [];
        expect(found.length).toBe(expected.length);
        expect(found[0]?.length).toBe(expected[0]?.length);
        const differences = expected.flatMap((row, t) =>
          row.flatMap((cell, f) =>
            cell.map((value, o) => Math.abs(value + (offset[o] ?? 0) - (found[t]?.[f]?.[o] ?? Number.NaN))),
          ),
        );
        expect(Math.max(...differences)).toBeLessThan(1e-5);
        // The layer is linear in its kernel: <gradient, kernel> = output − bias, summed, exactly but for rounding.
        const { value, grads } = tf.valueAndGrads(() => tf.sum<tf.Scalar>(tf.square(apply())))(tensors);
        const along = tf.addN(grads.map((gradient, at) => tf.sum(tf.mul(gradient, tensors[at] as tf.Tensor))));
        expect(along.dataSync()[0]).toBeCloseTo(2 * (value.dataSync()[0] ?? Number.NaN), 2);
      });
    });
  }
}
