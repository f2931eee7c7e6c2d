import { z } from 'zod';
import { startEngine } from '../../src/engine/start';
import { trainedSize } from '../../src/layers/parameter';
import { models } from '../../src/models';
import { eres2net } from '../../src/models/eres2net';
import { expectPytorch, layoutOf, pytorchReference } from './pytorch-case';

const count = z.number();
const options = z.object({
  features: count,
  channels: count,
  blocks: z.tuple([count, count, count, count]),
  embedding: count,
});
const reference = pytorchReference('eres2net', options);

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

for (const known of reference.cases) {
  test(`eres2net(…).forward(…) for ${known.batch} × ${known.time} frames in mode ${known.mode} is PyTorch’s, layer by layer`, () => {
    // float32 through thirty layers
    expectPytorch(eres2net({ ...known.options, pooling: 'unbiased-deviation' }), known, {
      activations: 5e-5,
      gradients: 1e-3,
    });
  });
}

test('models.eres2net.build(…) has PyTorch’s arrays: names, shapes with axes reversed', () => {
  const { eres2net: component } = models;
  const { parameters } = component.build(component.options.parse({}), { features: 80 });
  expect(layoutOf(parameters)).toEqual(reference.layouts['eres2net']);
});

// Millions of weights in the tables of 3D-Speaker, egs/3dspeaker/sv-eres2net/README.md: base and large, 192 dimensions.
test.each([
  [32, 6.61],
  [64, 22.46],
])(
  'models.eres2net.build({ channels: %i }) has the %d million weights that 3D-Speaker states',
  (channels, millions) => {
    const { eres2net: component } = models;
    const { parameters } = component.build(component.options.parse({ channels }), { features: 80 });
    expect(trainedSize(parameters) / 1e6).toBeCloseTo(millions, 2);
  },
);
