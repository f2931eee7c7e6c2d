import { randomOf } from '../../src/core/random';
import { lookUp } from '../../src/core/registry';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { makePass } from '../../src/layers/pass';
import { models } from '../../src/models';
import type { SpeakerModelComponent } from '../../src/models/speaker-model';

const [batch, time, features] = [2, 40, 80];

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

const normal = (shape: readonly number[], seed: number): tf.Tensor =>
  tf.randomNormal([...shape], 0, 1, 'float32', seed);

for (const name of Object.keys(models)) {
  const build = () => {
    const component = lookUp<SpeakerModelComponent>(models, name, 'model');
    return component.build(component.options.parse({}), { features });
  };

  test(`models.${name} builds from its defaults, and its gradient is the slope along a random direction; no tensor stays`, () => {
    const model = build();
    const before = tf.memory().numTensors;
    const { numeric, analytic } = tf.tidy(() => {
      const random = randomOf('models', name);
      const start = new Map(
        model.parameters.map(({ name, shape, init }) => [name, tf.tensor(init(random), [...shape])]),
      );
      const x = normal([batch, time, features], 1).as3D(batch, time, features);
      const target = normal([batch, model.embedding], 2);
      const names = model.parameters.filter(({ trained }) => trained).map(({ name }) => name);
      // As long as the weights themselves, so that h is a relative step.
      const directions = names.map((name, at) => {
        const value = start.get(name) as tf.Tensor;
        return tf.mul(normal(value.shape, 3 + at), tf.mean(tf.abs(value)));
      });
      const at = (h: number) =>
        tf.tidy(() => {
          const moved = names.map((name, index) =>
            tf.add(start.get(name) as tf.Tensor, tf.mul(directions[index] as tf.Tensor, h)),
          );
          const pass = makePass(
            new Map([...start, ...names.map((name, index) => [name, moved[index] as tf.Tensor] as const)]),
            'train',
          );
          const found = tf.valueAndGrads(() => tf.sum<tf.Scalar>(tf.mul(model.forward(pass, x), target)))(moved);
          pass.dispose();
          return found;
        });
      const h = 1e-4;
      const value = (step: number) => at(step).value.dataSync()[0] ?? Number.NaN;
      const slopes = at(0).grads.map((gradient, index) => tf.sum(tf.mul(gradient, directions[index] as tf.Tensor)));
      return {
        numeric: (value(h) - value(-h)) / (2 * h),
        analytic: tf.addN(slopes).dataSync()[0] ?? Number.NaN,
      };
    });
    // float32: outputs near 10 are rounded by 1e-6 · 10 after some forty layers, over 2h = 2e-4, against slopes near 10; corners of relu add to it.
    expect(Math.abs(numeric - analytic) / Math.abs(analytic)).toBeLessThan(0.05);
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
}
