import { z } from 'zod';
import { share } from '../recipe/quantity';
import { defineAugmentation } from './augmentation';
import { convolve } from './convolve';
import { power, scale } from './power';
import { foldersOfSource, openSounds, roomSource } from './sounds';

/** The place of the largest sample: the direct sound. */
function peakOf(response: Float32Array): number {
  let peak = 0;
  for (let at = 1; at < response.length; at++) {
    if (Math.abs(response[at]!) > Math.abs(response[peak]!)) peak = at;
  }
  return peak;
}

/**
 * The wave as heard in a room: as long, with as much energy, and not later (the response's direct sound stays in place).
 * As kaldi featbin/wav-reverberate.cc with --shift-output and --normalize-output, the direct sound being the largest sample.
 */
export function reverberate(wave: Float32Array, response: Float32Array): Float32Array {
  const peak = peakOf(response);
  const heard = convolve(wave, response).subarray(peak, peak + wave.length);
  const after = power(heard);
  return after === 0 ? wave : scale(heard, Math.sqrt(power(wave) / after));
}

export const reverb = defineAugmentation({
  summary: 'the response of a room',
  source: 'Ko et al. 2017; kaldi src/featbin/wav-reverberate.cc',
  options: z.strictObject({
    probability: share().default(1).describe('share of crops that get it'),
    from: roomSource.describe('room responses: a folder, a part of a corpus, or generated ones'),
  }),
  folders: ({ from }) => foldersOfSource(from),
  build({ probability, from }, context) {
    const rooms = openSounds(from, context);
    return {
      draw(random) {
        if (random.uniform() >= probability) return undefined;
        const row = random.integer(rooms.count);
        return { apply: wave => reverberate(wave, rooms.read(row, 0, rooms.samples(row))) };
      },
    };
  },
});
