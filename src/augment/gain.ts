import { z } from 'zod';
import { decibels, share } from '../recipe/quantity';
import { defineAugmentation } from './augmentation';
import { scale } from './power';
import { rangeOf, uniformIn } from './range';

export const gain = defineAugmentation({
  summary: 'another loudness',
  source: 'plain scaling by 10^(dB / 20)',
  options: z.strictObject({
    probability: share().default(1).describe('share of crops that get it'),
    decibels: rangeOf(decibels()).default([-10, 6]).describe('gain, uniform between these; crops are not clipped'),
  }),
  build: ({ probability, decibels: range }) => ({
    draw(random) {
      if (random.uniform() >= probability) return undefined;
      const factor = 10 ** (uniformIn(range, random) / 20);
      return { apply: wave => scale(wave, factor) };
    },
  }),
});
