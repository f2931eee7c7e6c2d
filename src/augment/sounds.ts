import { z } from 'zod';
import { waveOfPcm } from '../audio/wave-of-pcm';
import type { Random } from '../core/random';
import { decibels, seconds } from '../recipe/quantity';
import type { AugmentContext } from './augmentation';
import { corpusPart, nameOfPart } from './corpus-part';
import { generatedNoise, noiseKinds } from './generated-noise';
import { generatedRooms } from './generated-rooms';
import { rangeOf } from './range';

/** Recordings to mix in or to convolve with, in [-1, 1]. */
export interface Sounds {
  readonly count: number;
  samples(row: number): number;
  /** A view: not to be written to. */
  read(row: number, from: number, length: number): Float32Array;
}

const folder = z.strictObject({
  folder: z.string().min(1).describe('folder of audio files, searched with its subfolders'),
});

/** Where noise comes from, as a recipe says it. */
export const noiseSource = z.union([
  folder,
  corpusPart,
  z.strictObject({ generated: z.enum(noiseKinds).describe('noise that svtk makes by itself: nothing to download') }),
]);

/** Where room responses come from, as a recipe says it. */
export const roomSource = z.union([
  folder,
  corpusPart,
  z.strictObject({
    generated: z
      .literal('rooms')
      .describe('a direct sound and an exponentially decaying noise tail: nothing to download'),
    t60: rangeOf(seconds()).default([0.2, 0.8]).describe('reverberation time, uniform between these'),
    direct_to_reverberant: rangeOf(decibels())
      .default([-3, 12])
      .describe('energy of the direct sound over the tail, uniform between these'),
  }),
]);

/** What of a source has to be prepared: a folder, or a part of a corpus by its name among folders. */
export function foldersOfSource(source: z.output<typeof noiseSource> | z.output<typeof roomSource>): string[] {
  if ('folder' in source) return [source.folder];
  return 'corpus' in source ? [nameOfPart(source)] : [];
}

/** Opens a source in a worker. @throws UsageError where its folder was not prepared. */
export function openSounds(
  source: z.output<typeof noiseSource> | z.output<typeof roomSource>,
  { shardsOf, seed, sampleRate }: AugmentContext,
): Sounds {
  if (!('generated' in source)) {
    const shards = shardsOf('folder' in source ? source.folder : nameOfPart(source));
    return {
      count: shards.count,
      samples: shards.samples,
      read: (row, from, length) => waveOfPcm(shards.read(row, from, length)),
    };
  }
  if (source.generated !== 'rooms') return generatedNoise(source.generated, seed, sampleRate);
  const { t60, direct_to_reverberant: directToReverberant } = source;
  return generatedRooms({ t60, directToReverberant }, seed, sampleRate);
}

/** `length` samples from a random place of a random recording; a shorter recording is repeated. */
export function cutSound(sounds: Sounds, length: number, random: Random): Float32Array {
  const row = random.integer(sounds.count);
  const available = sounds.samples(row);
  const taken = Math.min(available, length);
  const cut = new Float32Array(length);
  cut.set(sounds.read(row, random.integer(available - taken + 1), taken));
  for (let at = taken; at < length; at += taken) cut.copyWithin(at, 0, Math.min(taken, length - at));
  return cut;
}
