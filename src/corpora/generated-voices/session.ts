import { randomOf } from '../../core/random';
import type { Decibels, Hertz } from '../../core/units';

/** One occasion: room, microphone and the speaker's form of the day. */
export interface Session {
  /** Peaking and shelving filters of the channel. */
  readonly peaks: readonly { readonly frequency: Hertz; readonly gain: Decibels; readonly octaves: number }[];
  readonly lowCut: Hertz;
  /** Speech level over the noise floor. */
  readonly noise: Decibels;
  /** 0 = white, towards 1 = brown. */
  readonly noiseColour: number;
  /** Root mean square of the recording below full scale. */
  readonly level: Decibels;
  /** Factors on the speaker's pitch, formants and rate on that day. */
  readonly pitch: number;
  readonly formants: number;
  readonly rate: number;
  readonly tilt: Decibels;
}

/**
 * Session number `session` of a speaker.
 * @param channel strength of the channel filter: 0 = none, 1 = peaks of some 4 dB
 * @param noise mean level of speech over noise; sessions vary around it by 5 dB
 */
export function sessionOf(
  key: { seed: number; speaker: number; session: number },
  channel: number,
  noise: Decibels,
): Session {
  const random = randomOf(key.seed, 'session', key.speaker, key.session);
  const places: readonly Hertz[] = [250, 700, 1600, 3200, 5500];
  return {
    peaks: places.map(place => ({
      frequency: place * 2 ** (0.5 * random.normal()),
      gain: 4 * channel * random.normal(),
      octaves: 1 + random.uniform(),
    })),
    lowCut: 40 + 120 * channel * random.uniform(),
    noise: noise + 5 * random.normal(),
    noiseColour: 0.9 * random.uniform(),
    level: -26 + 4 * random.normal(),
    pitch: Math.exp(0.04 * random.normal()),
    formants: Math.exp(0.006 * random.normal()),
    rate: Math.exp(0.06 * random.normal()),
    tilt: 1.5 * random.normal(),
  };
}
