import type { Hertz, Seconds } from '../core/units';
import { type AudioDoubt, doubtsOf, frameOf, quiet } from './audio-doubt';
import { AudioError } from './audio-error';

/** Recordings shorter than this give no frame worth a name in any front end. */
const shortest: Seconds = 0.1;
/** Speech that was recorded too loud has a few percent of its samples at full scale; a fifth is not speech any more. */
const mostClipped = 0.2;

/** Samples that passed, and what is odd about them. */
export interface DecodedAudio {
  readonly samples: Int16Array;
  readonly doubts: readonly AudioDoubt[];
}

/**
 * Holds samples against what speech must be: not too short, not one constant value, not mostly at full scale.
 * @param mismatch decoded less declared length in seconds, for the list of doubts
 * @throws AudioError too-short, silent, clipped
 */
export function inspect(
  path: string,
  samples: Int16Array,
  { sampleRate, minimum = shortest }: { sampleRate: Hertz; minimum?: Seconds },
  mismatch: Seconds = 0,
): DecodedAudio {
  if (samples.length === 0) throw new AudioError('no-samples', path);
  const duration = samples.length / sampleRate;
  if (duration < minimum) {
    throw new AudioError('too-short', path, { expected: `${minimum} s or more`, found: `${duration} s` });
  }
  const first = samples[0]!;
  const frame = frameOf(sampleRate);
  let differs = false;
  let full = 0;
  let silent = 0;
  for (let start = 0; start < samples.length; start += frame) {
    const end = Math.min(start + frame, samples.length);
    let low = 32767;
    let high = -32768;
    for (let index = start; index < end; index++) {
      const value = samples[index]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high >= 32767 || low <= -32767) full += fullScale(samples, start, end);
    if (low !== first || high !== first) differs = true;
    if (end - start === frame && high - low < 2 * quiet) silent++;
  }
  if (!differs) throw new AudioError('silent', path, { found: `${samples.length} samples of ${first}` });
  if (full > mostClipped * samples.length) {
    const share = ((100 * full) / samples.length).toFixed(0);
    throw new AudioError('clipped', path, { expected: '20 % at most', found: `${share} %` });
  }
  const frames = Math.max(1, Math.floor(samples.length / frame));
  const levels = { duration, clipped: full / samples.length, silent: silent / frames };
  return { samples, doubts: doubtsOf(levels, minimum, mismatch) };
}

function fullScale(samples: Int16Array, start: number, end: number): number {
  let full = 0;
  for (let index = start; index < end; index++) if (samples[index]! >= 32767 || samples[index]! <= -32767) full++;
  return full;
}

/**
 * Holds the decoded length against the declared one: a decoder that met a broken stream ends early and reports success.
 * ffmpeg states lengths in hundredths of a second, MPEG and AAC pad by a frame or two (2 × 1,152 samples at 16 kHz are 0.144 s).
 * @returns decoded less declared; 0 where nothing is declared
 * @throws AudioError no-samples, truncated, longer-than-declared
 */
export function checkLength(path: string, decoded: Seconds, declared: Seconds | undefined): Seconds {
  if (decoded === 0) throw new AudioError('no-samples', path);
  if (declared === undefined) return 0;
  const slack = 0.15;
  const details = { expected: `${declared.toFixed(2)} s`, found: `${decoded.toFixed(2)} s` };
  if (decoded < declared - slack) throw new AudioError('truncated', path, details);
  if (decoded > declared + slack) throw new AudioError('longer-than-declared', path, details);
  return decoded - declared;
}

/**
 * Samples in [-1, 1] as 16-bit integers, rounded; resampling and mixing may overshoot, and what is beyond full scale is clipped.
 * @throws AudioError not-finite: WAV files may hold NaN, and ffmpeg passes it on
 */
export function toPcm(path: string, samples: Float32Array): Int16Array {
  const pcm = new Int16Array(samples.length);
  let odd = 0;
  for (let index = 0; index < samples.length; index++) {
    let value = samples[index]! * 32768;
    odd += value - value; // NaN where the value is NaN or infinite: one test for all of them costs a sixth
    if (value > 32767) value = 32767;
    else if (value < -32768) value = -32768;
    // What is cut off a positive number rounds as Math.round does.
    pcm[index] = ((value + 32768.5) | 0) - 32768;
  }
  if (odd === 0) return pcm;
  const at = samples.findIndex(value => !Number.isFinite(value));
  throw new AudioError('not-finite', path, { found: `${samples[at]} at sample ${at}` });
}
