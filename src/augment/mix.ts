import { z } from 'zod';
import { decibels, share } from '../recipe/quantity';
import { type AugmentationComponent, defineAugmentation } from './augmentation';
import { power } from './power';
import { integerIn, rangeOf, uniformIn } from './range';
import { cutSound, foldersOfSource, noiseSource, openSounds } from './sounds';

/**
 * Adds a sound in place so that 10 log10(power of the wave / power of the sound) = `snr` dB; silence on either side adds
 * nothing.
 */
export function addAt(wave: Float32Array, sound: Float32Array, snr: number): Float32Array {
  const noise = power(sound);
  if (noise === 0) return wave;
  const factor = Math.sqrt(power(wave) / noise / 10 ** (snr / 10));
  for (let at = 0; at < wave.length; at++) wave[at] = wave[at]! + factor * sound[at]!;
  return wave;
}

/** What is mixed in, and the ranges that a recipe may change. */
export interface Mixture {
  readonly summary: string;
  readonly source: string;
  readonly snr: readonly [number, number];
  /** How many recordings are added up to one sound. */
  readonly voices: readonly [number, number];
}

/** An augmentation that adds recordings of one sort. */
export function mixture({ summary, source, snr, voices }: Mixture): AugmentationComponent {
  const options = z.strictObject({
    probability: share().default(1).describe('share of crops that get it'),
    from: noiseSource.describe('recordings to mix in: a folder, a part of a corpus, or a kind of generated noise'),
    snr: rangeOf(decibels())
      .default([...snr])
      .describe('signal over noise, uniform between these'),
    voices: rangeOf(z.int().min(1))
      .default([...voices])
      .describe('number of recordings that are added up, uniform between these'),
  });
  return defineAugmentation({
    summary,
    source,
    options,
    folders: ({ from }) => foldersOfSource(from),
    build(chosen, context) {
      const sounds = openSounds(chosen.from, context);
      return {
        draw(random) {
          if (random.uniform() >= chosen.probability) return undefined;
          const ratio = uniformIn(chosen.snr, random);
          const recordings = integerIn(chosen.voices, random);
          return {
            apply(wave) {
              const sum = cutSound(sounds, wave.length, random);
              for (let more = 1; more < recordings; more++) {
                const next = cutSound(sounds, wave.length, random);
                for (let at = 0; at < sum.length; at++) sum[at] = sum[at]! + next[at]!;
              }
              return addAt(wave, sum, ratio);
            },
          };
        },
      };
    },
  });
}
