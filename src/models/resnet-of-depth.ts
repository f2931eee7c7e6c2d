import { z } from 'zod';
import { resnet } from './resnet';
import type { SpeakerModelComponent } from './speaker-model';

const count = z.int().min(1);

interface Depth {
  readonly layers: number;
  readonly block: 'basic' | 'bottleneck';
  readonly blocks: readonly number[];
}

/** The component of a residual network with that many blocks by default; one schema for all depths. */
export function resnetOfDepth({ layers, block, blocks }: Depth) {
  const options = z.strictObject({
    channels: count.max(1024).default(32).describe('channels of the first stage; each later stage has twice as many'),
    blocks: z
      .array(count.max(64))
      .min(1)
      .max(8)
      .default([...blocks])
      .describe(`${block} blocks (${block === 'basic' ? 'two' : 'three'} convolutions each) of each stage`),
    pooling: z
      .enum(['unbiased-deviation', 'biased-deviation', 'unbiased-variance', 'average', 'attentive'])
      .default('unbiased-deviation')
      .describe(
        'what is kept over time: the mean and that spread (TSTP), the mean alone (TAP), or mean and deviation weighted by attention (ASTP)',
      ),
    embedding: count.max(65536).default(256).describe('length of the embedding'),
  });
  return {
    summary: `ResNet${layers} of ${block} blocks over log mel images, pooling over time, one linear layer`,
    source: 'He et al. 2016, table 1; layout of wespeaker/models/resnet.py (TSTP, TAP or ASTP, two_emb_layer off)',
    options,
    build: (chosen, { features }) => resnet({ ...chosen, block, features }),
  } satisfies SpeakerModelComponent<typeof options>;
}
