import type { Random } from '../../core/random';
import type { Decibels, Hertz } from '../../core/units';
import type { Session } from './session';

/**
 * The recording of a sound in a session: channel filters, noise floor, level, 16 bits.
 * Filters are peaking and high-pass biquads after Bristow-Johnson's Audio EQ Cookbook.
 */
export function recordingOf(sound: Float64Array, session: Session, random: Random, sampleRate: Hertz): Int16Array {
  for (const { frequency, gain, octaves } of session.peaks) {
    if (Math.abs(gain) > 0.1 && frequency < 0.45 * sampleRate)
      filter(sound, peaking(frequency, gain, octaves, sampleRate));
  }
  filter(sound, highPass(session.lowCut, sampleRate));
  const samples = new Int16Array(sound.length);
  const scale = 32768 * amplitude(session.level);
  const speech = scale / Math.max(1e-9, rootMeanSquare(sound));
  const colour = session.noiseColour;
  // Uniform noise has a mean square of 1/3; the one-pole filter leaves (1 − c) / (1 + c) of it.
  const noise = scale * amplitude(-session.noise) * Math.sqrt((3 * (1 + colour)) / (1 - colour));
  let state = random.integer(0xfffffffe) + 1;
  let floor = 0;
  for (let index = 0; index < sound.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    floor = colour * floor + (1 - colour) * (state / 2147483648);
    samples[index] = Math.max(-32768, Math.min(32767, Math.round(speech * sound[index]! + noise * floor)));
  }
  return samples;
}

/** b0, b1, b2, a1, a2 with a0 = 1. */
type Biquad = readonly [number, number, number, number, number];

function peaking(frequency: Hertz, gain: Decibels, octaves: number, sampleRate: Hertz): Biquad {
  const angle = (2 * Math.PI * frequency) / sampleRate;
  const width = Math.sin(angle) * Math.sinh((Math.LN2 / 2) * octaves * (angle / Math.sin(angle)));
  const root = 10 ** (gain / 40);
  const a0 = 1 + width / root;
  const middle = (-2 * Math.cos(angle)) / a0;
  return [(1 + width * root) / a0, middle, (1 - width * root) / a0, middle, (1 - width / root) / a0];
}

function highPass(frequency: Hertz, sampleRate: Hertz): Biquad {
  const angle = (2 * Math.PI * frequency) / sampleRate;
  const width = Math.sin(angle) * Math.SQRT1_2;
  const a0 = 1 + width;
  const side = (1 + Math.cos(angle)) / 2 / a0;
  return [side, -2 * side, side, (-2 * Math.cos(angle)) / a0, (1 - width) / a0];
}

function filter(sound: Float64Array, [b0, b1, b2, a1, a2]: Biquad): void {
  let state1 = 0;
  let state2 = 0;
  for (let index = 0; index < sound.length; index++) {
    const input = sound[index]!;
    const output = b0 * input + state1;
    state1 = b1 * input - a1 * output + state2;
    state2 = b2 * input - a2 * output;
    sound[index] = output;
  }
}

function amplitude(level: Decibels): number {
  return 10 ** (level / 20);
}

function rootMeanSquare(sound: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < sound.length; index++) sum += sound[index]! ** 2;
  return Math.sqrt(sum / Math.max(1, sound.length));
}
