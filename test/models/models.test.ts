import { randomOf } from '../../src/core/random';
import { lookUp } from '../../src/core/registry';
import { compile } from '../../src/engine/compile';
import { rawOp } from '../../src/engine/raw-op';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { makePass } from '../../src/layers/pass';
import { models } from '../../src/models';
import type { SpeakerModelComponent } from '../../src/models/speaker-model';

const batch = 8;
/** VGG-M's pooling leaves nothing of less. */
const extents: Readonly<Record<string, { time: number; features: number }>> = { 'vgg-m': { time: 70, features: 130 } };

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

/** Normal numbers from TensorFlow's generator: tfjs's own takes seconds for a whole network. */
function normal(shape: readonly number[], seed: number): tf.Tensor {
  const types = { dtype: { type: 'float32' }, T: { type: 'int32' }, Tseed: { type: 'int32' } } as const;
  const inputs = [tf.tensor1d([...shape], 'int32'), tf.tensor1d([seed, 0], 'int32')];
  return rawOp('StatelessRandomNormal', types, inputs, 1)[0] as tf.Tensor;
}

for (const name of Object.keys(models)) {
  const { time, features } = extents[name] ?? { time: 24, features: 40 };
  const build = () => {
    const component = lookUp<SpeakerModelComponent>(models, name, 'model');
    return component.build(component.options.parse({}), { features });
  };

  test(`models.${name} builds from its defaults, and its gradient is the slope where it says that all weights go up; no tensor stays`, () => {
    const model = build();
    const before = tf.memory().numTensors;
    const errors = tf.tidy(() => {
      const random = randomOf('models', name);
      const all = new Map(model.parameters.map(({ name, shape, init }) => [name, tf.tensor(init(random), [...shape])]));
      const names = model.parameters.filter(({ trained }) => trained).map(({ name }) => name);
      const start = names.map(name => all.get(name) as tf.Tensor);
      const x = normal([batch, time, features], 1).as3D(batch, time, features);
      const target = normal([batch, model.embedding], 2);
      const value = (weights: readonly tf.Tensor[]) => {
        const moved = names.map((name, at) => [name, weights[at] as tf.Tensor] as const);
        const pass = makePass(new Map([...all, ...moved]), 'train');
        const found = tf.sum<tf.Scalar>(tf.mul(model.forward(pass, x), target));
        pass.dispose();
        return found;
      };
      const slopes = tf.grads((...weights: tf.Tensor[]) => value(weights))(start);
      // Each weight by a share of its layer's own size, to the side where its slope is positive: then slopes add up, far above the
      // rounding of float32, and a slope that is wrongly 0 is noticed, as its weight moves too.
      const directions = start.map((weight, at) => {
        const size = tf.mul(tf.abs(normal(weight.shape, 3 + at)), tf.mean(tf.abs(weight)));
        return tf.where(tf.greaterEqual(slopes[at] as tf.Tensor, 0), size, tf.neg(size));
      });
      const analytic = numberOf(tf.addN(slopes.map((slope, at) => tf.sum(tf.mul(slope, directions[at] as tf.Tensor)))));
      const at = (step: number) =>
        numberOf(
          tf.tidy(() => value(start.map((weight, at) => tf.add(weight, tf.mul(directions[at] as tf.Tensor, step))))),
        );
      // The value, near 10, changes by 1 and by 0.2. A long step bends (the tdnn normalizes over 8 vectors: 5 % at 1, 0.1 % at 0.2), a short
      // one drowns in float32's rounding (cam++: 0.3 % at 1, 5 % at 0.2); a wrong gradient is wrong at both.
      return [1, 0.2].map(change => {
        const h = change / analytic;
        return Math.abs((at(h) - at(-h)) / (2 * h) / analytic - 1);
      });
    });
    expect(Math.min(...errors)).toBeLessThan(0.02);
    expect(tf.memory().numTensors).toBe(before);
  });

  test(`models.${name}: an embedding does not depend on what else is in the batch, in mode infer`, () => {
    tf.tidy(() => {
      const model = build();
      const random = randomOf('batch', name);
      const weights = new Map(
        model.parameters.map(({ name, shape, init }) => [name, tf.tensor(init(random), [...shape])]),
      );
      const x = normal([3, time, features], 1).as3D(3, time, features);
      const all = model.forward(makePass(weights, 'infer'), x);
      const alone = model.forward(makePass(weights, 'infer'), tf.slice(x, [1, 0, 0], [1, time, features]));
      const gap = tf.max(tf.abs(tf.sub(tf.slice(all, [1, 0], [1, model.embedding]), alone))).dataSync()[0];
      expect(gap).toBeLessThan(1e-5);
    });
  });

  test(`models.${name}.forward(…) in mode infer compiles to one function for all lengths, which agrees with what runs op by op`, () => {
    const model = build();
    const random = randomOf('lengths', name);
    const weights = new Map(
      model.parameters.map(({ name, shape, init }) => [name, tf.tensor(init(random), [...shape])]),
    );
    const before = tf.memory().numTensors;
    const step = ([x]: readonly tf.Tensor[]) => [model.forward(makePass(weights, 'infer'), x as tf.Tensor3D)];
    const network = compile(step, {
      name,
      openAxis: 1,
      onFallback: reason => {
        throw new Error(reason);
      },
    });
    // CAM++ has one segment of the first lengths, and two of the last.
    for (const frames of [80, model.leastFrames, 210]) {
      const x = tf.tidy(() => normal([1, frames, features], frames));
      const [found] = network.run([x]);
      const gap = tf.tidy(() => {
        const [expected] = step([x]);
        const difference = tf.max(tf.abs(tf.sub(expected as tf.Tensor, found as tf.Tensor)));
        return numberOf(tf.div(difference, tf.max(tf.abs(expected as tf.Tensor))));
      });
      expect(gap).toBeLessThan(1e-4); // float32, batch norm folded into convolutions
      tf.dispose([x, found as tf.Tensor]);
    }
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([...weights.values()]);
  });
}

function numberOf(tensor: tf.Tensor): number {
  return tensor.dataSync()[0] ?? Number.NaN;
}
