import { z } from 'zod';
import { DataError } from '../../src/core/errors';
import { randomOf } from '../../src/core/random';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { makePass } from '../../src/layers/pass';
import { models } from '../../src/models';
import { tdnn } from '../../src/models/tdnn';
import { expectPytorch, layoutOf, pytorchReference } from './pytorch-case';

const options = z.object({
  features: z.number(),
  channels: z.number(),
  pooled: z.number(),
  embedding: z.number(),
  last: z.enum(['linear', 'relu-norm']).default('linear'),
});
const reference = pytorchReference('tdnn', options);

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

for (const known of reference.cases) {
  test(`tdnn(last: ${known.options.last}).forward(…) for ${known.batch} × ${known.time} frames in mode ${known.mode} is PyTorch’s, layer by layer`, () => {
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

const kaldis = (features: number) =>
  models.tdnn.build(models.tdnn.options.parse({ embedding_layer: 'seg_1', last: 'relu-norm' }), { features });

test('models.tdnn.build(…) as Kaldi has it has 4.46 to 4.48 million weights over the 23 to 30 coefficients of Kaldi’s recipes, 4.51 over 40', () => {
  const layout = layoutOf(kaldis(40).parameters);
  expect(layout).toEqual(reference.layouts['kaldi']);
  expect(layout.trained).toBe(4_508_124);
  // Shon et al. 2018, table 3: 4.4m. Snyder et al. 2018, section 2.3: 4.2 million without seg_2 and the classes.
  expect(layoutOf(kaldis(23).parameters).trained).toBe(4_464_604);
  expect(layoutOf(kaldis(30).parameters).trained).toBe(4_482_524);
  expect(layoutOf(kaldis(23).parameters).trained - 512 * 513).toBe(4_201_948);
});

test('tdnn(embedding_layer: seg_1).forward(…) is in mode infer what the network exposes as seg_1, before its ReLU', () => {
  const shape = { features: 3, channels: 4, pooled: 4, pooling: 'unbiased-deviation', embedding: 5 } as const;
  const embed = (layer: 'seg_1' | 'seg_2') =>
    tf.tidy(() => {
      const model = tdnn({ ...shape, embedding_layer: layer });
      const random = randomOf('seg_1');
      const weights = model.parameters.map(
        ({ name, shape, init }) => [name, tf.tensor(init(random), [...shape])] as const,
      );
      const pass = makePass(new Map(weights), 'infer', ['seg_1', 'seg_2']);
      const output = model.forward(pass, tf.randomNormal([2, 20, 3], 0, 1, 'float32', 7));
      return { output: output.arraySync(), seg_1: pass.exposed.get('seg_1')?.arraySync() };
    });
  expect(embed('seg_1').output).toEqual(embed('seg_2').seg_1);
  expect(embed('seg_2').output).not.toEqual(embed('seg_2').seg_1);
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
