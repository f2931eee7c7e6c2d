import { z } from 'zod';
import { UsageError } from '../core/errors';
import { hertz, share } from '../recipe/quantity';
import { defineAugmentation } from './augmentation';
import { convolve } from './convolve';
import { bandPass } from './fir';
import { rangeOf } from './range';

const mu = 255;

/** A sample after μ-law coding with 8 bits and back. The continuous law of ITU-T G.711, without its piecewise lines. */
export function muLaw(sample: number): number {
  const level = Math.min(1, Math.abs(sample));
  const code = Math.round((127 * Math.log1p(mu * level)) / Math.log1p(mu));
  return (Math.sign(sample) * Math.expm1((code / 127) * Math.log1p(mu))) / mu;
}

function throughMuLaw(wave: Float32Array): Float32Array {
  for (let at = 0; at < wave.length; at++) wave[at] = muLaw(wave[at]!);
  return wave;
}

export const telephone = defineAugmentation({
  summary: 'a telephone line: band 300 to 3400 Hz and μ-law coding of 8 bits',
  source: 'ITU-T G.711, G.712; linear-phase Kaiser filter as scipy.signal.firwin',
  options: z.strictObject({
    probability: share().default(0.5).describe('share of crops that get it'),
    band: rangeOf(hertz()).default([300, 3400]).describe('pass band'),
  }),
  build({ probability, band: [low, high] }, { sampleRate }) {
    if (!(low < high && high < sampleRate / 2)) {
      throw new UsageError({
        where: 'training.augment.telephone.band',
        what: 'is no band of this sample rate',
        expected: `low < high < ${sampleRate / 2} Hz`,
        found: `${low}, ${high}`,
      });
    }
    // 16 ms: the shortest that still parts 300 Hz from 0.
    const taps = 2 * Math.round(0.008 * sampleRate) + 1;
    const filter = Float32Array.from(bandPass(taps, (2 * low) / sampleRate, (2 * high) / sampleRate, 6));
    const delay = (taps - 1) / 2;
    return {
      draw: random =>
        random.uniform() >= probability
          ? undefined
          : {
              apply: wave => throughMuLaw(convolve(wave, filter).subarray(delay, delay + wave.length)),
            },
    };
  },
});
