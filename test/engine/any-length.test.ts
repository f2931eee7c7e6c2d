import { compile } from '../../src/engine/compile';
import { disagreement, nudge } from '../../src/engine/disagreement';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';

beforeAll(() => startEngine({ device: 'cpu' }));

const wave = (length: number): tf.Tensor3D =>
  tf.tensor3d(
    Float32Array.from({ length: length * 2 }, (_, at) => Math.sin(at * at)),
    [1, length, 2],
  );

/** A convolution over time and a mean: any length will do. */
function mean([x]: readonly tf.Tensor[]): tf.Tensor[] {
  const kernel = tf.tensor3d(
    Float32Array.from({ length: 18 }, (_, at) => Math.cos(at)),
    [3, 2, 3],
  );
  const y = tf.conv1d(x as tf.Tensor3D, kernel, 1, 'same');
  return [tf.mean(tf.reshape(y, [-1, 3]), 0)];
}

test('compile(step, { openAxis }) serves inputs of all lengths by one function, equal to the step op by op', () => {
  let runs = 0;
  const heard: string[] = [];
  const compiled = compile(
    inputs => {
      runs++;
      return mean(inputs);
    },
    { name: 'mean', openAxis: 1, onFallback: reason => heard.push(reason) },
  );
  for (const length of [10, 11, 200, 7]) {
    const x = wave(length);
    const found = compiled.run([x])[0]!.dataSync();
    const expected = mean([x])[0]!.dataSync();
    for (const [at, value] of expected.entries()) expect(Math.abs(found[at]! - value)).toBeLessThan(1e-6);
  }
  expect(heard).toEqual([]);
  // Traced twice, for two lengths; the other calls never entered JavaScript.
  expect(runs).toBe(2);
  compiled.dispose();
});

test('compile(step, { openAxis }) says so and runs op by op where the step holds the length as a number', () => {
  const heard: string[] = [];
  const perFrame = ([x]: readonly tf.Tensor[]): tf.Tensor[] => [
    tf.div(tf.sum(x as tf.Tensor), (x as tf.Tensor).shape[1]!),
  ];
  const compiled = compile(perFrame, { name: 'per-frame', openAxis: 1, onFallback: reason => heard.push(reason) });
  for (const length of [10, 20]) {
    const x = wave(length);
    expect(compiled.run([x])[0]!.dataSync()[0]).toBeCloseTo(perFrame([x])[0]!.dataSync()[0]!, 6);
  }
  expect(heard).toHaveLength(1);
  expect(heard[0]).toMatch(/per-frame runs op by op: .*depends on the length/);
  compiled.dispose();
});

test('disagreement(eager, traced, nudged) allows the noise of the step itself and nothing beyond', () => {
  const [eager, traced, wrong] = [1, 1.01, 1.5].map(value => [tf.tensor1d([value, 2])]) as [
    tf.Tensor[],
    tf.Tensor[],
    tf.Tensor[],
  ];
  const nudged = [tf.tensor1d([1.005, 2])];
  expect(disagreement(eager, traced)).toMatch(/output 0 differs by/);
  expect(disagreement(eager, traced, nudged)).toBeUndefined();
  expect(disagreement(eager, wrong, nudged)).toMatch(/output 0 differs by 0.5/);
});

test('nudge(inputs) moves numbers by a rounding error and leaves labels alone', () => {
  const [moved, labels] = nudge([tf.tensor1d([1, -3]), tf.tensor1d([4, 5], 'int32')]);
  expect(moved!.dataSync()[1]! + 3).toBeLessThan(0);
  expect(Math.abs(moved!.dataSync()[1]! + 3)).toBeLessThan(1e-6);
  expect([...labels!.dataSync()]).toEqual([4, 5]);
});

test('compile(step, { openAxis, openInputs }) takes weights as further inputs: new values need no new trace', () => {
  let runs = 0;
  const heard: string[] = [];
  const product = ([x, weight]: readonly tf.Tensor[]): tf.Tensor[] => {
    runs++;
    return [tf.matMul(tf.reshape(x as tf.Tensor, [-1, 2]), weight as tf.Tensor)];
  };
  const options = { name: 'product', openAxis: 1, openInputs: 1, onFallback: (reason: string) => heard.push(reason) };
  const compiled = compile(product, options);
  for (const [length, factor] of [
    [10, 1],
    [17, 2],
    [4, -3],
  ] as const) {
    const [x, weight] = [wave(length), tf.tensor2d([factor, 0, 1, factor], [2, 2])];
    const found = [...compiled.run([x, weight])[0]!.dataSync()];
    const expected = [...tf.matMul(tf.reshape(x, [-1, 2]), weight).dataSync()];
    for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 6);
  }
  expect(heard).toEqual([]);
  expect(runs).toBe(2);
  compiled.dispose();
});
