import { z } from 'zod';
import { tf } from '../engine/tf';
import { batchNorm } from '../layers/batch-norm';
import { conv2d } from '../layers/conv2d';
import { eres2netBlock } from '../layers/eres2net-block';
import { attentionalFusion } from '../layers/fusion';
import { type ImagePooling, imagePooling } from '../layers/image-pooling';
import { linear } from '../layers/linear';
import type { SpeakerModel, SpeakerModelComponent } from './speaker-model';

export interface Eres2netOptions {
  readonly features: number;
  /** Channels of the first convolution; the stages put out 2, 4, 8 and 16 times as many. */
  readonly channels: number;
  /** Blocks of the four stages. */
  readonly blocks: readonly [number, number, number, number];
  readonly pooling: ImagePooling;
  readonly embedding: number;
}

/**
 * ERes2Net: residual stages of two-group blocks, fused by attention in the last two; what each stage puts out is fused with those before it,
 * then pooled. Chen et al. 2023, An enhanced Res2Net with local and global feature fusion, figure 2, as wespeaker lays it out
 * (wespeaker/models/eres2net.py, two_emb_layer off). Parameter names are wespeaker's.
 */
export function eres2net({ features, channels, blocks, pooling, embedding }: Eres2netOptions): SpeakerModel {
  const stem = conv2d('conv1', { inputs: 1, outputs: channels, kernel: 3, padding: 1 });
  const stemNorm = batchNorm('bn1', channels);
  let width = channels;
  const stages = blocks.map((count, stage) =>
    Array.from({ length: count }, (_, index) => {
      const planes = channels * 2 ** stage;
      const stride = index === 0 && stage > 0 ? 2 : 1;
      const block = eres2netBlock(`layer${stage + 1}.${index}`, { inputs: width, planes, stride, fused: stage >= 2 });
      width = 2 * planes;
      return block;
    }),
  );
  const fusions = ['12', '123', '1234'].map((of, index) => {
    const inputs = channels * 2 ** (index + 1);
    const shape = { inputs, outputs: 2 * inputs, kernel: 3, stride: 2, padding: 1 };
    const name = `fuse_mode${of}`;
    return { name, down: conv2d(`layer${index + 1}_downsample`, shape), fusion: attentionalFusion(name, 2 * inputs) };
  });
  const height = [1, 2, 3].reduce(size => Math.ceil(size / 2), features);
  const pool = imagePooling('pool', { kind: pooling, channels: width, height });
  const projection = linear('seg_1', pool.outputs, embedding);
  const fusing = fusions.flatMap(({ down, fusion }) => [down, fusion]);
  const layers = [stem, stemNorm, ...stages.flat(), ...fusing, pool, projection];
  return {
    parameters: layers.flatMap(({ parameters }) => parameters),
    embedding,
    // Each stage after the first makes ⌈frames / 2⌉ of them.
    leastFrames: (pool.least - 1) * 8 + 1,
    forward(pass, x) {
      const [batch, time, frequency] = x.shape;
      let y = tf.relu(stemNorm.apply(pass, stem.apply(pass, x.reshape([batch, time, frequency, 1]))));
      let fused = y;
      for (const [index, stage] of stages.entries()) {
        y = stage.reduce((input, block) => block.apply(pass, input), y);
        pass.expose(`layer${index + 1}`, y);
        const step = fusions[index - 1];
        if (step === undefined) {
          fused = y;
          continue;
        }
        fused = step.fusion.apply(pass, y, step.down.apply(pass, fused));
        pass.expose(step.name, fused);
      }
      const pooled = pool.apply(pass, fused);
      pass.expose('pool', pooled);
      return projection.apply(pass, pooled);
    },
  };
}

const count = z.int().min(1).max(64);
const options = z.strictObject({
  channels: z
    .int()
    .min(8)
    .max(1024)
    .multipleOf(8)
    .default(32)
    .describe('channels of the first convolution; 64 in the large one'),
  blocks: z.tuple([count, count, count, count]).default([3, 4, 6, 3]).describe('blocks of the four stages'),
  pooling: z
    .enum(['unbiased-deviation', 'biased-deviation', 'unbiased-variance', 'average', 'attentive'])
    .default('unbiased-deviation')
    .describe('what is kept over time, as in the ResNets'),
  embedding: z.int().min(1).max(65536).default(192).describe('length of the embedding'),
});

/** ERes2Net34 of wespeaker: base with 32 channels, large with 64. */
export const eres2netComponent = {
  summary: 'ERes2Net: two-group residual blocks, fused by attention within blocks and across stages, pooling over time',
  source: 'Chen et al. 2023, ERes2Net, figure 2; layout of wespeaker/models/eres2net.py (two_emb_layer off)',
  options,
  build: (chosen, { features }) => eres2net({ ...chosen, features }),
} satisfies SpeakerModelComponent<typeof options>;
