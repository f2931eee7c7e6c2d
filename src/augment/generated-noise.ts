import { type Random, randomOf } from '../core/random';
import type { Hertz } from '../core/units';
import { colouredNoise } from './coloured-noise';
import { integerIn } from './range';
import type { Sounds } from './sounds';

/** Kinds of noise that svtk makes by itself, each from white Gaussian noise. */
export const noiseKinds = ['white', 'pink', 'brown', 'babble'] as const;
export type NoiseKind = (typeof noiseKinds)[number];

/** Recordings of a kind, and samples of each: 4 s at 16 kHz. */
const count = 16;
const size = 2 ** 16;

/** Below this, pink and brown noise are flat: their power would go where nothing is heard. */
const floor: Hertz = 20;

function flatUpTo(corner: Hertz, exponent: number, sampleRate: Hertz): (frequency: number) => number {
  return frequency => Math.max(1, (frequency * sampleRate) / corner) ** -exponent;
}

/**
 * A voice without words: the long-term spectrum of speech (flat to 500 Hz, then −9 dB an octave; roughly Byrne et al.
 * 1994) that swells at 1 to 5 Hz, as syllables do.
 */
function murmur(sampleRate: Hertz, random: Random): Float32Array {
  const sound = colouredNoise(size, flatUpTo(500, 1.5, sampleRate), random);
  const inSyllables = (frequency: number): number =>
    frequency * sampleRate >= 1 && frequency * sampleRate <= 5 ? 1 : 0;
  const swell = colouredNoise(size, inSyllables, random);
  return sound.map((sample, at) => sample * Math.exp(swell[at]!));
}

/** Four to eight of eight voices, each begun at a random place. */
function babble(voices: readonly Float32Array[], random: Random): Float32Array {
  const sum = new Float32Array(size);
  const speakers = integerIn([4, voices.length], random);
  for (let speaker = 0; speaker < speakers; speaker++) {
    const start = random.integer(size);
    const voice = voices[speaker]!;
    for (let at = 0; at < size; at++) sum[at] = sum[at]! + voice[(start + at) % size]!;
  }
  return sum;
}

/** Endless noise of one kind, a function of (seed, kind, row); each row is made when it is first read. */
export function generatedNoise(kind: NoiseKind, seed: number, sampleRate: Hertz): Sounds {
  const randomFor = (...key: (string | number)[]): Random => randomOf(seed, 'generated-noise', kind, ...key);
  let voices: Float32Array[] | undefined;
  const make = (row: number): Float32Array => {
    const random = randomFor(row);
    switch (kind) {
      case 'white':
        return colouredNoise(size, () => 1, random);
      case 'pink':
        return colouredNoise(size, flatUpTo(floor, 0.5, sampleRate), random);
      case 'brown':
        return colouredNoise(size, flatUpTo(floor, 1, sampleRate), random);
      case 'babble':
        voices ??= Array.from({ length: 8 }, (_, voice) => murmur(sampleRate, randomFor('voice', voice)));
        return babble(voices, random);
    }
  };
  const rows = new Map<number, Float32Array>();
  return {
    count,
    samples: () => size,
    read(row, from, length) {
      const made = rows.get(row) ?? make(row);
      rows.set(row, made);
      return made.subarray(from, from + length);
    },
  };
}
