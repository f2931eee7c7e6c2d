import { DataError, UsageError } from '../../src/core/errors';
import { lookUp } from '../../src/core/registry';
import { compile } from '../../src/engine/compile';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { features } from '../../src/features';
import type { FeatureComponent } from '../../src/features/feature';
import { waves } from './waves';

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

function build(name: string, options: unknown = {}) {
  const component = lookUp<FeatureComponent>(features, name, 'feature');
  return component.build(component.options.parse(options));
}

const seconds = 0.5;
const batchOf = (...names: string[]) =>
  tf.tensor2d(names.map(name => (waves[name]?.(seconds * 16000, 16000) ?? []).map(sample => sample / 32768)));

for (const name of Object.keys(features)) {
  test(`features.${name} builds from its defaults: shape, mean 0 over time, no tensor left behind`, () => {
    const feature = build(name);
    const x = batchOf('noise', 'voice');
    const before = tf.memory().numTensors;
    const y = tf.tidy(() => feature.extract(x));
    expect(tf.memory().numTensors).toBe(before + 1);
    expect(y.shape).toEqual([2, feature.frames(8000), feature.dimension]);
    expect(feature.frames(8000)).toBe(48);
    const offset = tf.tidy(() => tf.max(tf.abs(tf.mean(y, 1))).dataSync()[0]);
    expect(offset).toBeLessThan(1e-4); // a mean of values near 10 in float32
    tf.dispose([x, y]);
  });

  test(`features.${name}.extract(waves) of one wave does not depend on the others in the batch`, () => {
    const feature = build(name);
    tf.tidy(() => {
      const both = feature.extract(batchOf('noise', 'voice'));
      const alone = feature.extract(batchOf('voice'));
      const gap = tf.max(tf.abs(tf.sub(tf.slice(both, [1, 0, 0], [1, -1, -1]), alone)));
      expect(gap.dataSync()[0]).toBeLessThan(1e-5);
    });
  });

  test(`features.${name}.extract(waves) compiles to one function with the same values`, () => {
    const feature = build(name);
    const step = ([x]: readonly tf.Tensor[]) => [feature.extract(x as tf.Tensor2D)];
    const compiled = compile(step, {
      name,
      onFallback(reason) {
        throw new Error(reason);
      },
    });
    const [first, second] = [batchOf('noise', 'silence'), batchOf('voice', 'noise')];
    for (const x of [first, second]) {
      const [found] = compiled.run([x]);
      const gap = tf.tidy(() => tf.max(tf.abs(tf.sub(found as tf.Tensor, feature.extract(x)))).dataSync()[0]);
      expect(gap).toBeLessThan(1e-4);
      tf.dispose([found as tf.Tensor, x]);
    }
    compiled.dispose();
  });

  test(`features.${name}.extract(waves) compiles to one function for recordings of all lengths`, () => {
    const feature = build(name);
    let traced = 0;
    const step = ([x]: readonly tf.Tensor[]) => {
      traced += 1;
      return [feature.extract(x as tf.Tensor2D)];
    };
    const onFallback = (reason: string) => {
      throw new Error(reason);
    };
    const compiled = compile(step, { name, openAxis: 1, onFallback });
    const all = tf.tidy(() => tf.slice(batchOf('voice'), [0, 0], [1, 8000]));
    // One window; one sample less and more than a whole number of frames; the lengths of the first trace come first.
    for (const samples of [8000, 400, 559, 560, 7999]) {
      const x = tf.slice(all, [0, 0], [1, samples]);
      const before = traced;
      const [found] = compiled.run([x]);
      if (samples !== 8000) expect(traced).toBe(before);
      expect(found?.shape).toEqual([1, feature.frames(samples), feature.dimension]);
      const gap = tf.tidy(
        () => tf.max(tf.abs(tf.sub(found as tf.Tensor, feature.extract(x as tf.Tensor2D)))).dataSync()[0],
      );
      expect(gap).toBeLessThan(1e-4);
      tf.dispose([found as tf.Tensor, x]);
    }
    compiled.dispose();
    all.dispose();
  });

  test(`features.${name}.extract(waves) of less than one window is an error that says how much is needed`, () => {
    const feature = build(name);
    expect(feature.frames(399)).toBe(0);
    expect(feature.frames(400)).toBe(1);
    expect(() => tf.tidy(() => feature.extract(tf.zeros([1, 399])))).toThrow(DataError);
    expect(() => tf.tidy(() => feature.extract(tf.zeros([1, 399])))).toThrow(/at least 400 samples, found 399/);
  });

  // Spectrograms have no mels.
  if (name === 'spectrogram') continue;
  test(`features.${name} with more mels than frequencies, or no range, is a usage error`, () => {
    expect(() => build(name, { mels: 512 })).toThrow(UsageError);
    expect(() => build(name, { low: 5000, high: 4000 })).toThrow(UsageError);
    expect(() => build(name, { high: 9000 })).toThrow(/up to 8000 Hz/);
  });
}
