import { z } from 'zod';
import { startEngine } from '../../src/engine/start';
import { models } from '../../src/models';
import { camPlusPlus } from '../../src/models/cam++';
import { expectPytorch, layoutOf, pytorchReference } from './pytorch-case';

const options = z.object({
  features: z.number(),
  front: z.number(),
  channels: z.number(),
  growth: z.number(),
  blocks: z.array(z.object({ layers: z.number(), dilation: z.number() })),
  embedding: z.number(),
});
const reference = pytorchReference('cam++', options);

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

for (const known of reference.cases) {
  test(`camPlusPlus(…).forward(…) for ${known.batch} × ${known.time} frames in mode ${known.mode} is PyTorch’s, layer by layer`, () => {
    // float32 through thirty layers; batch norm of three vectors enlarges what it is given.
    expectPytorch(camPlusPlus(known.options), known, { activations: 1e-4, gradients: 1e-3 });
  });
}

test('models["cam++"].build(…) has PyTorch’s arrays and the 7.18 million weights that wespeaker states', () => {
  const component = models['cam++'];
  const layout = layoutOf(component.build(component.options.parse({}), { features: 80 }).parameters);
  expect(layout).toEqual(reference.layouts['cam++']);
  expect(layout.trained / 1e6).toBeCloseTo(7.18, 2); // wespeaker examples/voxceleb/v2/README.md at dfa7419
});
