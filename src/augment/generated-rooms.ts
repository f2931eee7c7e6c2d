import { randomOf } from '../core/random';
import type { Decibels, Hertz, Seconds } from '../core/units';
import { uniformIn } from './range';
import type { Sounds } from './sounds';

export interface RoomOptions {
  /** Time in which the reverberation falls by 60 dB, uniform between these. */
  readonly t60: readonly [Seconds, Seconds];
  /** Energy of the direct sound over that of the tail, uniform between these. */
  readonly directToReverberant: readonly [Decibels, Decibels];
}

const count = 64;

/**
 * Room responses without a room: a direct sound, then, 2 to 10 ms later, Gaussian noise that decays exponentially
 * (Polack's model, see Jot, Cerveau & Warusfel 1997). A function of (seed, options, row).
 */
export function generatedRooms({ t60, directToReverberant }: RoomOptions, seed: number, sampleRate: Hertz): Sounds {
  const rows = new Map<number, Float32Array>();
  const make = (row: number): Float32Array => {
    const random = randomOf(seed, 'generated-rooms', ...t60, ...directToReverberant, row);
    const decay = uniformIn(t60, random);
    const ratio = uniformIn(directToReverberant, random);
    const start = Math.round(uniformIn([0.002, 0.01], random) * sampleRate);
    const response = new Float32Array(start + Math.ceil(decay * sampleRate));
    let energy = 0;
    for (let at = start; at < response.length; at++) {
      // e^(−3 ln 10) is −60 dB of amplitude, reached at t60.
      const sample = random.normal() * Math.exp((-3 * Math.LN10 * (at - start)) / (decay * sampleRate));
      response[at] = sample;
      energy += sample * sample;
    }
    const scale = Math.sqrt(10 ** (-ratio / 10) / energy);
    for (let at = start; at < response.length; at++) response[at] = response[at]! * scale;
    response[0] = 1;
    return response;
  };
  const get = (row: number): Float32Array => {
    const made = rows.get(row) ?? make(row);
    rows.set(row, made);
    return made;
  };
  return {
    count,
    samples: row => get(row).length,
    read: (row, from, length) => get(row).subarray(from, from + length),
  };
}
