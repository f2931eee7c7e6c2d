import { z } from 'zod';
import { defineAugmentation } from './augmentation';
import { resampler } from './resample';

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

export const speed = defineAugmentation({
  summary: 'slower and faster playback, which moves pitch and formants too; each speed may count as new speakers',
  source: 'Ko et al. 2015; as new speakers: Yamamoto et al. 2019, wespeaker@dfa7419 wespeaker/dataset/processor.py',
  options: z.strictObject({
    speeds: z
      .array(
        z
          .number()
          .min(0.5)
          .max(2)
          .refine(
            value => value !== 1 && Math.abs(Math.round(value * 100) - value * 100) < 1e-9,
            'hundredths, but not 1',
          ),
      )
      .min(1)
      .default([0.9, 1.1])
      .describe('speeds besides 1; each of them and 1 are equally likely'),
    as_new_speakers: z.boolean().default(true).describe('a speaker at another speed is a class of its own'),
  }),
  variants: ({ speeds, as_new_speakers: asNewSpeakers }) => (asNewSpeakers ? speeds.length + 1 : 1),
  build({ speeds, as_new_speakers: asNewSpeakers }) {
    const resamplers = speeds.map(value => {
      const hundredths = Math.round(value * 100);
      const common = commonDivisor(100, hundredths);
      return resampler(100 / common, hundredths / common);
    });
    return {
      draw(random) {
        const choice = random.integer(resamplers.length + 1);
        const chosen = resamplers[choice - 1];
        return chosen === undefined ? undefined : { ...chosen, variant: asNewSpeakers ? choice : 0 };
      },
    };
  },
});
