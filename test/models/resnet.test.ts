import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { trainedSize } from '../../src/layers/parameter';
import { makePass } from '../../src/layers/pass';
import { models } from '../../src/models';
import { resnet } from '../../src/models/resnet';
import { byFormula, formulaWeights } from './pytorch-weights';

const Sample = z.object({ shape: z.array(z.number()), stride: z.number(), values: z.array(z.number()) });
const Layout = z.object({ trained: z.number(), shapes: z.record(z.string(), z.array(z.number())) });
const Reference = z.object({
  resnet34: Layout,
  resnet18: Layout,
  cases: z.array(
    z.object({
      options: z.object({
        features: z.number(),
        channels: z.number(),
        blocks: z.array(z.number()),
        embedding: z.number(),
      }),
      batch: z.number(),
      time: z.number(),
      mode: z.enum(['train', 'infer']),
      shown: z.record(z.string(), Sample),
      gradients: z.record(z.string(), Sample),
      running: z.record(z.string(), Sample).optional(),
    }),
  ),
});
const reference = Reference.parse(JSON.parse(readFileSync(join(__dirname, '../references/resnet.json'), 'utf8')));

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

/** Largest difference at the sampled places, as a share of the largest number there. */
function difference(tensor: tf.Tensor | undefined, { shape, stride, values }: z.infer<typeof Sample>): number {
  expect(tensor?.shape).toEqual(shape);
  const found = tensor?.dataSync() ?? [];
  const largest = Math.max(...values.map(Math.abs));
  return Math.max(...values.map((value, at) => Math.abs(value - (found[at * stride] ?? Number.NaN)))) / largest;
}

for (const known of reference.cases) {
  const { options, batch, time, mode } = known;
  test(`resnet(${JSON.stringify(options)}).forward(…) for ${batch} × ${time} frames in mode ${mode} is PyTorch’s, layer by layer`, () => {
    const model = resnet({ ...options, pooling: 'unbiased-deviation' });
    const values = formulaWeights(model.parameters);
    const { parameters } = model;
    tf.tidy(() => {
      const tensors = parameters.map(({ name, shape }) => tf.tensor(values.get(name) ?? [], [...shape]));
      const weights = new Map(parameters.map(({ name }, at) => [name, tensors[at] as tf.Tensor]));
      const count = batch * time * options.features;
      const x = tf.tensor3d(
        byFormula(count, 1000).map(value => 3 * value),
        [batch, time, options.features],
      );
      const target = tf.tensor2d(byFormula(batch * options.embedding, 2000), [batch, options.embedding]);
      const pass = makePass(weights, mode, Object.keys(known.shown));
      const trained = parameters.filter(parameter => parameter.trained).map(({ name }) => name);
      const { grads } = tf.valueAndGrads(() => {
        const output = model.forward(pass, x);
        pass.expose('output', output);
        return tf.sum<tf.Scalar>(tf.mul(output, target));
      })(trained.map(name => weights.get(name) as tf.Tensor));
      for (const [name, sample] of Object.entries(known.shown)) {
        expect(difference(pass.exposed.get(name), sample)).toBeLessThan(2e-5); // float32 through ten layers
      }
      trained.forEach((name, at) => {
        const sample = known.gradients[name];
        if (sample === undefined) throw new Error(`PyTorch has no ${name}`);
        expect(difference(grads[at], sample)).toBeLessThan(2e-4);
      });
      expect(Object.keys(known.gradients).sort()).toEqual([...trained].sort());
      expect([...pass.updates.keys()].sort()).toEqual(Object.keys(known.running ?? {}).sort());
      for (const [name, sample] of Object.entries(known.running ?? {})) {
        expect(difference(pass.updates.get(name), sample)).toBeLessThan(1e-5);
      }
      pass.dispose();
    });
  });
}

for (const name of ['resnet34', 'resnet18'] as const) {
  test(`models.${name}.build(…) has wespeaker’s parameters: names, shapes with axes reversed, ${reference[name].trained} weights`, () => {
    const component = models[name];
    const { parameters } = component.build(component.options.parse({}), { features: 80 });
    const shapes = Object.fromEntries(parameters.map(({ name, shape }) => [name, [...shape].reverse()]));
    expect(shapes).toEqual(reference[name].shapes);
    expect(trainedSize(parameters)).toBe(reference[name].trained);
  });
}
