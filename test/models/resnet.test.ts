import { z } from 'zod';
import { startEngine } from '../../src/engine/start';
import { trainedSize } from '../../src/layers/parameter';
import { models } from '../../src/models';
import { resnet } from '../../src/models/resnet';
import { expectPytorch, layoutOf, pytorchReference } from './pytorch-case';

const options = z.object({
  features: z.number(),
  channels: z.number(),
  blocks: z.array(z.number()),
  embedding: z.number(),
  block: z.enum(['basic', 'bottleneck']).default('basic'),
  pooling: z.enum(['unbiased-deviation', 'average', 'attentive']).default('unbiased-deviation'),
});
const reference = pytorchReference('resnet', options);

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

for (const known of reference.cases) {
  const { options, batch, time, mode } = known;
  test(`resnet(${JSON.stringify(options)}).forward(…) for ${batch} × ${time} frames in mode ${mode} is PyTorch’s, layer by layer`, () => {
    // float32 through ten layers
    expectPytorch(resnet(options), known, {
      activations: 2e-5,
      gradients: 2e-4,
    });
  });
}

for (const name of ['resnet34', 'resnet18', 'resnet50'] as const) {
  test(`models.${name}.build(…) has PyTorch’s arrays: names, shapes with axes reversed, ${reference.layouts[name]?.trained} weights`, () => {
    const component = models[name];
    const { parameters } = component.build(component.options.parse({}), { features: 80 });
    expect(layoutOf(parameters)).toEqual(reference.layouts[name]);
  });
}

test('models.resnet34.build({ pooling: attentive }) has the arrays of PyTorch’s ASTP', () => {
  const { resnet34 } = models;
  const { parameters } = resnet34.build(resnet34.options.parse({ pooling: 'attentive' }), { features: 80 });
  expect(layoutOf(parameters)).toEqual(reference.layouts['resnet34 attentive']);
});

// Millions of weights in the table of wespeaker's examples/voxceleb/v2/README.md at commit dfa7419.
for (const [name, blocks, millions] of [
  ['resnet34', [3, 4, 6, 3], 6.63],
  ['resnet50', [6, 16, 48, 3], 23.79],
  ['resnet50', [10, 20, 64, 3], 28.62],
] as const) {
  test(`models.${name}.build({ blocks: [${blocks}] }) has the ${millions} million weights that wespeaker states`, () => {
    const component = models[name];
    const { parameters } = component.build(component.options.parse({ blocks: [...blocks] }), { features: 80 });
    expect(trainedSize(parameters) / 1e6).toBeCloseTo(millions, 1.7); // to 0.01: some are rounded, some cut off
  });
}

test('models.resnet34.build({ embedding: 512 }), the network of Real AM-Softmax, has a row of 5,120 weights and an offset more for each further value', () => {
  const { resnet34 } = models;
  const weights = (embedding: number): number =>
    trainedSize(resnet34.build(resnet34.options.parse({ embedding }), { features: 80 }).parameters);
  expect(weights(256)).toBe(reference.layouts['resnet34']?.trained);
  expect(weights(512)).toBe(weights(256) + 256 * (2 * 256 * 10 + 1));
  expect(weights(512)).toBe(7_945_312);
});
