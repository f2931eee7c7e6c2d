import { type Random, randomOf } from '../../core/random';
import type { Decibels, Hertz } from '../../core/units';
import { consonants, vowels } from './phones';

/** What stays with a person from one recording to the next. */
export interface Speaker {
  readonly pitch: Hertz;
  /** Standard deviation of the intonation, in natural log units. */
  readonly liveliness: number;
  /** Relative changes from one glottal period to the next: of its length and of its strength. */
  readonly jitter: number;
  readonly shimmer: number;
  /** Part of the period in which the glottis is open. */
  readonly openQuotient: number;
  /** Fall of the source at 3 kHz beyond the pulse's own. */
  readonly tilt: Decibels;
  readonly breathiness: number;
  /** Speaking rate, 1 = the phones' own durations. */
  readonly rate: number;
  /** All resonances times this: 1 = a vocal tract of 17 cm. */
  readonly tract: number;
  readonly bandwidths: number;
  /** F4 to F7, which hardly move with the phones. */
  readonly upperFormants: readonly Hertz[];
  /** The zero of the nasal tract; its pole is at 270 Hz × tract. */
  readonly nasalZero: Hertz;
  /** This speaker's own formants: factors for F1, F2, F3 of each phone. */
  readonly accent: ReadonlyMap<string, readonly [number, number, number]>;
  /** Factor for the cavity of fricatives and bursts. */
  readonly sibilance: number;
  /** Share of the way to the target that articulators go in 5 ms: small = slurred. */
  readonly precision: number;
}

/**
 * Speaker number `index` of the population `seed`, half women, half men. Means and spreads are near those of read speech:
 * pitch 118 and 205 Hz with 15 % (Baken & Orlikoff 2000, Clinical measurement of speech and voice), formants 16 % higher for women (Peterson & Barney 1952).
 *
 * @param spread how far people differ within their sex; 1 = as above, 0 = all men alike and all women alike
 */
export function speakerOf(seed: number, index: number, spread: number): Speaker {
  const random = randomOf(seed, 'speaker', index);
  const vary = (deviation: number): number => Math.exp(deviation * spread * limited(random));
  const woman = random.uniform() < 0.5;
  const tract = (woman ? 1.16 : 1) * vary(0.05);
  const upperFormants = [3500, 4500, 5500, 6500].map(formant => formant * tract * vary(0.035));
  return {
    pitch: (woman ? 205 : 118) * vary(0.15),
    liveliness: 0.12 * vary(0.3),
    jitter: 0.008 * vary(0.4),
    shimmer: 0.05 * vary(0.4),
    openQuotient: Math.min(0.8, (woman ? 0.65 : 0.55) * vary(0.1)),
    tilt: (woman ? 3 : 2) + 2 * spread * limited(random),
    breathiness: (woman ? 0.12 : 0.08) * vary(0.4),
    rate: vary(0.12),
    tract,
    bandwidths: vary(0.2),
    upperFormants,
    nasalZero: 430 * tract * vary(0.15),
    accent: new Map([...vowels, ...consonants].map(({ name }) => [name, [vary(0.06), vary(0.05), vary(0.04)]])),
    sibilance: tract ** 0.5 * vary(0.08),
    precision: Math.min(0.5, 0.25 * vary(0.2)),
  };
}

/** Normal, cut at ±2.5: no voice outside of what people have. */
function limited(random: Random): number {
  return Math.max(-2.5, Math.min(2.5, random.normal()));
}
