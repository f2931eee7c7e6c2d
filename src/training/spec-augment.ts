import { z } from 'zod';
import { randomOf } from '../core/random';
import { share } from '../recipe/quantity';

/** Blocks of features that a training step sets to 0, by time and by frequency. */
export const specAugmentOptions = z.strictObject({
  probability: share().default(0.6).describe('share of crops that are masked'),
  time_masks: z.int().min(0).default(1).describe('blocks of frames'),
  time_width: z.int().min(0).default(10).describe('longest block of frames, frames'),
  frequency_masks: z.int().min(0).default(1).describe('blocks of mel bands'),
  frequency_width: z.int().min(0).default(8).describe('widest block of mel bands, bands'),
});
export type SpecAugmentOptions = z.output<typeof specAugmentOptions>;

/** Factors of features, 0 in a block and 1 elsewhere; the step multiplies features [batch, frames, bands] by both. */
export interface SpecMasks {
  readonly time: Float32Array; // [batch, frames]
  readonly frequency: Float32Array; // [batch, bands]
}

export interface SpecMaskShape {
  readonly batch: number;
  readonly frames: number;
  readonly bands: number;
}

/**
 * The masks of one batch, a function of (seed, place), where place counts all batches of the training: inputs of the compiled
 * step, as nothing random may be inside it.
 * Park et al. 2019, SpecAugment, section 2, without warping: width uniform from 0 to the longest, then a uniform place.
 * 0 is the features' mean where they are mean-normalised. Defaults: wespeaker@dfa7419 wespeaker/dataset/processor.py, spec_aug.
 */
export function specMasks(options: SpecAugmentOptions, shape: SpecMaskShape, seed: number, place: number): SpecMasks {
  const random = randomOf(seed, 'spec-augment', place);
  const { batch, frames, bands } = shape;
  const time = new Float32Array(batch * frames).fill(1);
  const frequency = new Float32Array(batch * bands).fill(1);
  const mask = (row: Float32Array, count: number, longest: number): void => {
    for (let block = 0; block < count; block++) {
      const width = random.integer(Math.min(longest, row.length) + 1);
      const start = random.integer(row.length - width + 1);
      row.fill(0, start, start + width);
    }
  };
  for (let crop = 0; crop < batch; crop++) {
    if (random.uniform() >= options.probability) continue;
    mask(time.subarray(crop * frames, (crop + 1) * frames), options.time_masks, options.time_width);
    mask(frequency.subarray(crop * bands, (crop + 1) * bands), options.frequency_masks, options.frequency_width);
  }
  return { time, frequency };
}
