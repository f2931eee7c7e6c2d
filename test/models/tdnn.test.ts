import { z } from 'zod';
import { DataError } from '../../src/core/errors';
import { randomOf } from '../../src/core/random';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { makePass } from '../../src/layers/pass';
import { models } from '../../src/models';
import { tdnn } from '../../src/models/tdnn';
import { expectPytorch, layoutOf, pytorchReference } from './pytorch-case';

const options = z.object({ features: z.number(), channels: z.number(), pooled: z.number(), embedding: z.number() });
const reference = pytorchReference('tdnn', options);

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

for (const known of reference.cases) {
  test(`tdnn(…).forward(…) for ${known.batch} × ${known.time} frames in mode ${known.mode} is PyTorch’s, layer by layer`, () => {
    const model = tdnn({ ...known.options, pooling: 'unbiased-deviation' });
    expectPytorch(model, known, { activations: 2e-5, gradients: 2e-4 }); // float32
  });
}

test('models.tdnn.build(…) has PyTorch’s arrays and the 4.61 million weights that wespeaker states for XVEC-TSTP-emb512', () => {
  const { parameters } = models.tdnn.build(models.tdnn.options.parse({}), { features: 80 });
  const layout = layoutOf(parameters);
  expect(layout).toEqual(reference.layouts['tdnn']);
  expect(layout.trained / 1e6).toBeCloseTo(4.61, 2); // wespeaker examples/voxceleb/v2/README.md at dfa7419
});

test('tdnn(…).forward(…) takes leastFrames frames; one fewer is an error that says so', () => {
  const model = tdnn({ features: 3, channels: 4, pooled: 4, pooling: 'unbiased-deviation', embedding: 2 });
  expect(model.leastFrames).toBe(16); // Snyder et al. 2018, table 1: 15 frames of context, and two to pool
  const embed = (frames: number) =>
    tf.tidy(() => {
      const random = randomOf('tdnn');
      const weights = model.parameters.map(
        ({ name, shape, init }) => [name, tf.tensor(init(random), [...shape])] as const,
      );
      return model.forward(makePass(new Map(weights), 'infer'), tf.ones([1, frames, 3])).dataSync();
    });
  expect(embed(16).every(Number.isFinite)).toBe(true);
  expect(() => embed(15)).toThrow(DataError);
  expect(() => embed(15)).toThrow(/too short.*at least 2 frames.*found 1/);
  expect(() => embed(8)).toThrow(/too short for the convolution frame_2.conv_1d: expected at least 5 frames, found 4/);
});
