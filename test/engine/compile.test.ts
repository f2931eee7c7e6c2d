import { compile } from '../../src/engine/compile';
import { fusedBatchNorm } from '../../src/engine/fused-batch-norm';
import { nativeBinding } from '../../src/engine/observed-binding';
import { rawOp } from '../../src/engine/raw-op';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

const noFallback = (reason: string) => {
  throw new Error(reason);
};
const largest = (x: tf.Tensor): number => tf.tidy(() => tf.max(tf.abs(x)).dataSync()[0] ?? Number.NaN);
const normal = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number) =>
  tf.randomNormal<R>(shape, 0, 1, 'float32', seed);
const numbers = (tensor: tf.Tensor | undefined): number[] => Array.from(tensor?.dataSync() ?? []);

/** SGD with momentum on conv → batch norm → relu → mean → linear → softmax cross-entropy. */
function networkStep(inputs: readonly tf.Tensor[]): tf.Tensor[] {
  const [x, labels, rate, kernel, scale, offset, matrix, ...slots] = inputs as [
    tf.Tensor4D,
    tf.Tensor1D,
    tf.Scalar,
    tf.Tensor4D,
    tf.Tensor1D,
    tf.Tensor1D,
    tf.Tensor2D,
    ...tf.Tensor[],
  ];
  let statistics: tf.Tensor[] = [];
  const loss = (...weights: tf.Tensor[]) => {
    const [kernel, scale, offset, matrix] = weights as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Tensor2D];
    const norm = fusedBatchNorm(tf.conv2d(x, kernel, [2, 1], 'same'), scale, offset, 1e-5);
    statistics = [tf.keep(norm.mean), tf.keep(norm.variance)]; // past the scope of the gradients
    const logits = tf.matMul(tf.mean(tf.relu(norm.y), [1, 2]) as tf.Tensor2D, matrix);
    const oneHot = tf.oneHot(labels, 5);
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), oneHot), 1))) as tf.Scalar;
  };
  const weights = [kernel, scale, offset, matrix];
  const { value, grads } = tf.valueAndGrads(loss)(weights);
  const kept = statistics.map(one => tf.clone(one));
  tf.dispose(statistics);
  const moved = slots.map((slot, index) => tf.add(tf.mul(slot, 0.9), grads[index] ?? slot));
  return [
    value,
    ...weights.map((weight, index) => tf.sub(weight, tf.mul(rate, moved[index] ?? rate))),
    ...moved,
    ...kept,
  ];
}

function networkState(): tf.Tensor[] {
  const weights = [tf.mul(normal([3, 3, 2, 8], 1), 0.3), tf.ones([8]), tf.zeros([8]), tf.mul(normal([8, 5], 2), 0.3)];
  return [...weights, ...weights.map(weight => tf.zerosLike(weight))];
}

function train(step: (inputs: tf.Tensor[]) => tf.Tensor[], steps: number): { losses: number[]; state: tf.Tensor[] } {
  const x = normal([4, 9, 7, 2], 3);
  const labels = tf.tensor1d([0, 3, 1, 4], 'int32');
  let state = networkState();
  const losses: number[] = [];
  for (let index = 0; index < steps; index++) {
    const rate = tf.scalar(0.05 / (1 + index));
    const [loss, ...made] = step([x, labels, rate, ...state]);
    losses.push(...numbers(loss));
    tf.dispose([state, rate, loss ?? [], made.slice(8)]);
    state = made.slice(0, 8);
  }
  tf.dispose([x, labels]);
  return { losses, state };
}

test('compile(step) trains as the step does op by op: 50 steps of SGD agree to 1e-5', () => {
  const eager = train(inputs => tf.tidy(() => networkStep(inputs)), 50);
  const compiled = compile(networkStep, { name: 'network', onFallback: noFallback });
  const traced = train(inputs => compiled.run(inputs), 50);
  compiled.dispose();
  for (const [index, loss] of eager.losses.entries()) expect(traced.losses[index]).toBeCloseTo(loss, 5);
  for (const [index, tensor] of eager.state.entries()) {
    expect(largest(tf.sub(tensor, traced.state[index] ?? tensor))).toBeLessThan(1e-5);
  }
  expect(eager.losses.at(-1)).toBeLessThan(eager.losses[0] ?? 0);
});

test('compile(step) computes the same bits from process start on: the first call is a call of the function', () => {
  const once = () => {
    const compiled = compile(networkStep, { name: 'twice', onFallback: noFallback });
    const first = train(inputs => compiled.run(inputs), 2).losses;
    const second = train(inputs => compiled.run(inputs), 2).losses;
    compiled.dispose();
    return [first, second];
  };
  const [first, second] = once();
  expect(first).toEqual(second);
});

test('compile(step) leaves no tensor behind, in tfjs or in TensorFlow, called or disposed', () => {
  const compiled = compile(networkStep, { name: 'leaks', onFallback: noFallback });
  const state = [normal([4, 9, 7, 2], 3), tf.tensor1d([0, 3, 1, 4], 'int32'), tf.scalar(0.1), ...networkState()];
  tf.dispose(compiled.run(state));
  const before = [tf.memory().numTensors, nativeBinding().getNumOfTensors()];
  for (let index = 0; index < 10; index++) tf.dispose(compiled.run(state));
  expect([tf.memory().numTensors, nativeBinding().getNumOfTensors()]).toEqual(before);
  compiled.dispose();
  tf.dispose(compiled.run(state));
  compiled.dispose();
  expect([tf.memory().numTensors, nativeBinding().getNumOfTensors()]).toEqual(before);
});

test('compile(step) makes constants of tensors that the step closes over or makes', () => {
  const table = tf.tensor1d([10, 20, 30]);
  const step = ([x]: readonly tf.Tensor[]) => [tf.add(tf.mul(x ?? table, table), tf.tensor1d([1, 2, 3])), table];
  const compiled = compile(step, { name: 'constants', onFallback: noFallback });
  for (const x of [1, 2]) {
    const [sum, same] = compiled.run([tf.fill([3], x)]);
    expect(numbers(sum)).toEqual([10 * x + 1, 20 * x + 2, 30 * x + 3]);
    expect(numbers(same)).toEqual([10, 20, 30]);
    tf.dispose([sum ?? [], same ?? []]);
  }
  expect(numbers(table)).toEqual([10, 20, 30]);
});

test('compile(step) tells inputs apart that were one tensor when it was traced, and passes inputs through', () => {
  const compiled = compile(([a, b]) => (a && b ? [tf.sub(a, b), a] : []), { name: 'twins', onFallback: noFallback });
  const one = tf.scalar(1);
  expect(compiled.run([one, one]).map(numbers)).toEqual([[0], [1]]);
  expect(compiled.run([tf.scalar(5), one]).map(numbers)).toEqual([[4], [5]]);
  expect(numbers(one)).toEqual([1]);
});

test('compile(step) takes ops with list inputs, several outputs, and attributes of every kind', () => {
  const step = ([x]: readonly tf.Tensor[]) => {
    if (x === undefined) return [];
    const [left, right] = tf.split(x, [1, 3], 1);
    if (left === undefined || right === undefined) return [];
    const { values, indices } = tf.topk(right, 2);
    const [u] = rawOp('Svd', { T: { type: 'float32' }, compute_uv: true, full_matrices: false }, [right], 3);
    const image = tf.reshape(x, [1, 2, 4, 1]) as tf.Tensor4D;
    const pooled = tf.maxPool(
      tf.pad(image, [
        [0, 0],
        [1, 0],
        [0, 0],
        [0, 0],
      ]),
      [2, 2],
      1,
      'valid',
    );
    return [
      tf.concat([right, left, right], 1), // list(type) of three
      tf.stack([left, left]),
      values,
      indices,
      u ?? x,
      pooled,
      tf.oneHot(indices, 4), // float attributes and a bool
      tf.cast(tf.greater(x, 0), 'int32'),
      tf.leakyRelu(x, 0.3), // a float
      tf.einsum('ij,kj->ik', x, x),
      tf.slice(x, [0, 1], [2, 2]),
      tf.gather(x, tf.tensor1d([1, 0], 'int32'), 1),
      tf.cumsum(x, 1, true),
      tf.where(tf.greater(x, 0), x, tf.zerosLike(x)),
      tf.spectral.rfft(x),
    ].map(one => (one.dtype === 'complex64' ? tf.abs(one) : one));
  };
  const compiled = compile(step, { name: 'kinds', onFallback: noFallback });
  tf.dispose(compiled.run([normal([2, 4], 5)]));
  const x = normal([2, 4], 6);
  const [eager, traced] = [step([x]), compiled.run([x])];
  expect(traced.length).toBe(eager.length);
  for (const [index, expected] of eager.entries()) {
    expect(traced[index]?.dtype).toBe(expected.dtype);
    const found = numbers(traced[index]);
    for (const [at, number] of numbers(expected).entries()) expect(found[at]).toBeCloseTo(number, 5);
  }
});

test('compile(step) runs op by op, and says so, when the step looks at a value that depends on its inputs', () => {
  const reasons: string[] = [];
  const step = ([x]: readonly tf.Tensor[]) =>
    x === undefined ? [] : [(x.dataSync()[0] ?? 0) > 0 ? tf.neg(x) : tf.square(x)];
  const compiled = compile(step, { name: 'looker', onFallback: reason => reasons.push(reason) });
  expect(numbers(compiled.run([tf.scalar(3)])[0])).toEqual([-3]);
  expect(numbers(compiled.run([tf.scalar(-3)])[0])).toEqual([9]);
  expect(reasons).toEqual(['looker runs op by op: it reads the value of a tensor ()']);
});

test('compile(step) adds many tensors in their order, whatever memory is free', () => {
  const terms = [1e8, 1, -1e8, 1].map(term => tf.scalar(term));
  const compiled = compile(inputs => [tf.addN(inputs.map(one => tf.mul(one, 1.5)))], {
    name: 'sums',
    onFallback: noFallback,
  });
  for (let index = 0; index < 20; index++) {
    const [sum] = compiled.run(terms);
    expect(numbers(sum)).toEqual([1.5]); // ((1.5e8 + 1.5) − 1.5e8) + 1.5, where 1.5e8 swallows the first 1.5
    tf.dispose(sum ?? []);
  }
});

test('compile(step) refuses random numbers, which a trace would repeat', () => {
  const drops = compile(([x]) => [tf.dropout(x ?? tf.scalar(0), 0.5)], { name: 'drops', onFallback: noFallback });
  expect(() => drops.run([tf.ones([8])])).toThrow('a compiled step may not draw random numbers');
  const draws = compile(() => rawOp('RandomUniform', { dtype: { type: 'float32' } }, [tf.tensor1d([2], 'int32')], 1), {
    name: 'draws',
    onFallback: noFallback,
  });
  expect(() => draws.run([])).toThrow('a compiled step may not run RandomUniform');
  expect(Math.random()).toBeLessThan(1);
});

test('compile(step) keeps one function for each set of shapes, and no more than it was told', () => {
  let ran = 0;
  const step = ([x]: readonly tf.Tensor[]) => {
    ran++;
    return x === undefined ? [] : [tf.sum(x)];
  };
  const compiled = compile(step, { name: 'shapes', traces: 2, onFallback: noFallback });
  const run = (size: number) => expect(numbers(compiled.run([tf.ones([size])])[0])).toEqual([size]);
  for (const size of [1, 2, 1, 2]) run(size);
  expect(ran).toBe(2);
  run(3); // 1 was used before 2: it goes
  run(2);
  expect(ran).toBe(3);
  run(1);
  expect(ran).toBe(4);
});

test('compile(step) in bf16 stays near fp32', () => {
  const x = normal<tf.Rank.R2>([64, 256], 1);
  const w = normal<tf.Rank.R2>([256, 128], 2);
  const step = (inputs: readonly tf.Tensor[]) => [tf.relu(tf.matMul(...(inputs as [tf.Tensor2D, tf.Tensor2D])))];
  const [exact] = step([x, w]);
  const [near] = compile(step, { name: 'bf16', precision: 'bf16', onFallback: noFallback }).run([x, w]);
  if (exact === undefined || near === undefined) throw new Error('no output');
  // eight bits of mantissa in the factors, sums in float32
  expect(largest(tf.sub(exact, near)) / largest(exact)).toBeLessThan(0.01);
});
