import { z } from 'zod';
import { startEngine } from '../../src/engine/start';
import { models } from '../../src/models';
import { ecapaTdnn } from '../../src/models/ecapa-tdnn';
import { expectPytorch, layoutOf, pytorchReference } from './pytorch-case';

const options = z.object({
  features: z.number(),
  channels: z.number(),
  pooled: z.number(),
  embedding: z.number(),
  context: z.boolean(),
});
const reference = pytorchReference('ecapa-tdnn', options);

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

for (const known of reference.cases) {
  const { context, ...rest } = known.options;
  test(`ecapaTdnn({ globalContext: ${context} }).forward(…) for ${known.batch} × ${known.time} frames in mode ${known.mode} is PyTorch’s, layer by layer`, () => {
    const model = ecapaTdnn({ ...rest, globalContext: context });
    // float32 through thirty layers; batch norm of five vectors enlarges what it is given.
    expectPytorch(model, known, { activations: 5e-5, gradients: 1e-3 });
  });
}

// Millions of weights of ECAPA_TDNN_GLOB_c512 and _c1024 with ASTP and 192 dimensions in wespeaker's examples/voxceleb/v2/README.md at dfa7419.
for (const [name, chosen, millions] of [
  ['512', { channels: 512 }, 6.19],
  ['1024', { channels: 1024 }, 14.65],
  ['512 without context', { channels: 512, global_context: false }, undefined],
] as const) {
  test(`models['ecapa-tdnn'].build(${JSON.stringify(chosen)}) has PyTorch’s arrays, ${millions ?? 'not stated'} million weights`, () => {
    const component = models['ecapa-tdnn'];
    const { parameters } = component.build(component.options.parse(chosen), { features: 80 });
    const layout = layoutOf(parameters);
    expect(layout).toEqual(reference.layouts[name]);
    if (millions !== undefined) expect(layout.trained / 1e6).toBeCloseTo(millions, 1.7); // to 0.01: cut off, not rounded
  });
}
