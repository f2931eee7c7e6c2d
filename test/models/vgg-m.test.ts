import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../src/core/errors';
import { randomOf } from '../../src/core/random';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { makePass } from '../../src/layers/pass';
import { models } from '../../src/models';
import { vggM } from '../../src/models/vgg-m';
import { expectPytorch, layoutOf, pytorchReference } from './pytorch-case';

const count = z.number();
const options = z.object({
  features: count,
  filters: z.tuple([count, count, count, count, count]),
  fc6: count,
  embedding: count,
  last: z.enum(['relu', 'linear', 'fc8']),
});
const reference = pytorchReference('vgg-m', options);

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

for (const known of reference.cases) {
  test(`vggM(last: ${known.options.last}).forward(…) for ${known.batch} × ${known.time} frames in mode ${known.mode} is PyTorch’s, layer by layer`, () => {
    expectPytorch(vggM(known.options), known, { activations: 3e-5, gradients: 1e-3 }); // float32, batch norm over few values
  });
}

const build = (features: number, chosen: object = {}) =>
  models['vgg-m'].build(models['vgg-m'].options.parse(chosen), { features });

test('models.vgg-m.build(last: fc8, trained: last) adds fc8 of 1,049,600 weights, and freezes all others but counts them', () => {
  const { parameters, added } = build(512, { last: 'fc8', trained: 'last' });
  expect(added).toEqual(['fc8.weight', 'fc8.bias']);
  expect(parameters.filter(({ trained, frozen }) => trained && frozen !== true).map(({ name }) => name)).toEqual(added);
  expect(layoutOf(parameters).trained).toBe(16_628_992 + 1024 * 1024 + 1024);
  expect(
    build(512, { last: 'linear', trained: 'last' }).parameters.filter(({ frozen }) => frozen !== true),
  ).toHaveLength(6);
});

test('vggM(trained: last).forward(…) leaves batch norm’s statistics in mode train, and is what it is in mode infer', () => {
  const model = build(100, { filters: [3, 3, 3, 3, 3], fc6: 6, embedding: 5, last: 'fc8', trained: 'last' });
  tf.tidy(() => {
    const random = randomOf('vgg-m');
    const weights = new Map(
      model.parameters.map(({ name, shape, init }) => [name, tf.tensor(init(random), [...shape])]),
    );
    const x = tf.randomNormal<tf.Rank.R3>([2, 70, 100], 0, 1, 'float32', 4);
    const pass = makePass(weights, 'train');
    const output = model.forward(pass, x).arraySync();
    expect([...pass.updates.keys()]).toEqual([]);
    expect(output).toEqual(model.forward(makePass(weights, 'infer'), x).arraySync());
  });
});

test('models.vgg-m.build(…) has PyTorch’s arrays: 16.6 million weights, which are the 67 million bytes that the paper states', () => {
  const layout = layoutOf(build(512).parameters);
  expect(layout).toEqual(reference.layouts['vgg-m']);
  expect(layout.trained).toBe(16_628_992);
  // Nagrani et al. 2017, section 4.1: "from 319M in VGG-M to 67M"; Shon et al. 2018, table 3: 64m, which are MiB.
  expect((4 * layout.trained) / 1e6).toBeCloseTo(66.5, 1);
  expect((4 * layout.trained) / 2 ** 20).toBeCloseTo(63.4, 1);
});

test('vggM(…) leaves as many places of 3 s as table 3 of the paper says', () => {
  const Places = z.object({ places: z.record(z.string(), z.tuple([count, count])) });
  const file = join(__dirname, '../references/vgg-m.json');
  const { places } = Places.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(places).toEqual({ conv1: [126, 73], conv2: [30, 17], conv3: [30, 17], conv4: [30, 17], conv5: [9, 8] });
  const model = vggM({ features: 512, filters: [1, 1, 1, 1, 1], fc6: 1, embedding: 1, last: 'relu' });
  tf.tidy(() => {
    const random = randomOf('vgg-m');
    const weights = model.parameters.map(
      ({ name, shape, init }) => [name, tf.tensor(init(random), [...shape])] as const,
    );
    const pass = makePass(new Map(weights), 'infer', Object.keys(places));
    model.forward(pass, tf.zeros([1, 300, 512]));
    for (const [name, [frequency, time]] of Object.entries(places)) {
      expect(pass.exposed.get(name)?.shape).toEqual([1, time, frequency, 1]);
    }
  });
});

test('vggM(…) says how many bins it needs, and leastFrames is what it needs of frames', () => {
  const small = (features: number) => () =>
    vggM({ features, filters: [1, 1, 1, 1, 1], fc6: 1, embedding: 1, last: 'relu' });
  expect(small(80)).toThrow(UsageError);
  expect(small(80)).toThrow(/too few bins.*at least 97.*found 80/s);
  expect(small(97)).not.toThrow();
  expect(small(97)().leastFrames).toBe(65);
});
