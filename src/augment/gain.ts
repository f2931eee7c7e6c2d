import { z } from 'zod';
import { defineAugmentation } from './augmentation';
import { scale } from './power';
import { uniformIn } from './range';

export const gain = defineAugmentation({
  summary: 'another loudness',
  source: 'plain scaling by 10^(dB / 20)',
  options: z.strictObject({
    probability: z.number().min(0).max(1).default(1).describe('share of crops that get it'),
    decibels: z
      .tuple([z.number(), z.number()])
      .default([-10, 6])
      .describe('gain, uniform between these, dB; crops are not clipped'),
  }),
  build: ({ probability, decibels }) => ({
    draw(random) {
      if (random.uniform() >= probability) return undefined;
      const factor = 10 ** (uniformIn(decibels, random) / 20);
      return { apply: wave => scale(wave, factor) };
    },
  }),
});
