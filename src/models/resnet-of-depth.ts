import { z } from 'zod';
import { resnet } from './resnet';
import type { SpeakerModelComponent } from './speaker-model';

const count = z.int().min(1);

/** The component of a residual network with that many basic blocks by default; one schema for all depths. */
export function resnetOfDepth({ layers, blocks }: { readonly layers: number; readonly blocks: readonly number[] }) {
  const options = z.strictObject({
    channels: count.max(1024).default(32).describe('channels of the first stage; each later stage has twice as many'),
    blocks: z
      .array(count.max(64))
      .min(1)
      .max(8)
      .default([...blocks])
      .describe('basic blocks (two convolutions each) of each stage'),
    pooling: z
      .enum(['unbiased-deviation', 'biased-deviation', 'unbiased-variance'])
      .default('unbiased-deviation')
      .describe('what statistics pooling puts beside the mean over time'),
    embedding: count.max(65536).default(256).describe('length of the embedding'),
  });
  return {
    summary: `ResNet${layers} of basic blocks over log mel images, statistics pooling, one linear layer`,
    source: 'He et al. 2016, table 1; layout of wespeaker/models/resnet.py (ResNet34, TSTP, two_emb_layer off)',
    options,
    build: (chosen, { features }) => resnet({ ...chosen, features }),
  } satisfies SpeakerModelComponent<typeof options>;
}
