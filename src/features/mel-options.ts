import { z } from 'zod';
import { UsageError } from '../core/errors';
import type { Hertz } from '../core/units';
import { hertz } from '../recipe/quantity';
import type { MelRange } from './mel';

/** The options of the mel scale, in Kaldi's terms. */
export const melOptions = {
  low: hertz(z.number().min(0)).default(20).describe('where the lowest mel filter starts'),
  high: hertz(z.number())
    .default(0)
    .describe('where the highest mel filter ends; 0 or less counts from half the sample rate'),
};

/** The range in Hz that the options mean; throws a UsageError where it is empty or passes half the sample rate. */
export function melRange(options: {
  readonly sample_rate: Hertz;
  readonly mels: number;
  readonly low: Hertz;
  readonly high: Hertz;
}): Omit<MelRange, 'points'> {
  const { sample_rate: sampleRate, mels, low } = options;
  const nyquist = sampleRate / 2;
  const high = options.high > 0 ? options.high : nyquist + options.high;
  if (high <= low || high > nyquist) {
    throw new UsageError({
      what: 'the mel filters have no range',
      where: 'features.high',
      expected: `a frequency above ${low} Hz and up to ${nyquist} Hz, half the sample rate`,
      found: `${high} Hz`,
    });
  }
  return { sampleRate, mels, low, high };
}
