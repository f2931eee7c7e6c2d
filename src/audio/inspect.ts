import type { Hertz, Seconds } from '../core/units';
import { AudioError } from './audio-error';

/** Recordings shorter than this give no frame worth a name in any front end. */
const shortest: Seconds = 0.1;
/** Speech that was recorded too loud has a few percent of its samples at full scale; a fifth is not speech any more. */
const mostClipped = 0.2;

/**
 * Holds samples against what speech must be: not too short, not one constant value, not mostly at full scale.
 * @throws AudioError too-short, silent, clipped
 */
export function checkSamples(
  path: string,
  samples: Int16Array,
  options: { sampleRate: Hertz; minimum?: Seconds },
): void {
  if (samples.length === 0) throw new AudioError('no-samples', path);
  const minimum = options.minimum ?? shortest;
  const duration = samples.length / options.sampleRate;
  if (duration < minimum) {
    throw new AudioError('too-short', path, { expected: `${minimum} s or more`, found: `${duration} s` });
  }
  const first = samples[0]!;
  let differs = false;
  let full = 0;
  for (let index = 0; index < samples.length; index++) {
    const value = samples[index]!;
    if (value !== first) differs = true;
    if (value >= 32767 || value <= -32767) full++;
  }
  if (!differs) throw new AudioError('silent', path, { found: `${samples.length} samples of ${first}` });
  if (full > mostClipped * samples.length) {
    const share = ((100 * full) / samples.length).toFixed(0);
    throw new AudioError('clipped', path, { expected: '20 % at most', found: `${share} %` });
  }
}

/**
 * Holds the decoded length against the declared one: a decoder that met a broken stream ends early and reports success.
 * ffmpeg states lengths in hundredths of a second, MPEG and AAC pad by a frame or two (2 × 1,152 samples at 16 kHz are 0.144 s).
 * @throws AudioError no-samples, truncated, longer-than-declared
 */
export function checkLength(path: string, decoded: Seconds, declared: Seconds | undefined): void {
  if (decoded === 0) throw new AudioError('no-samples', path);
  if (declared === undefined) return;
  const slack = 0.15;
  const details = { expected: `${declared.toFixed(2)} s`, found: `${decoded.toFixed(2)} s` };
  if (decoded < declared - slack) throw new AudioError('truncated', path, details);
  if (decoded > declared + slack) throw new AudioError('longer-than-declared', path, details);
}

/**
 * Samples in [-1, 1] as 16-bit integers, rounded; resampling and mixing may overshoot, and what is beyond full scale is clipped.
 * @throws AudioError not-finite: WAV files may hold NaN, and ffmpeg passes it on
 */
export function toPcm(path: string, samples: Float32Array): Int16Array {
  const pcm = new Int16Array(samples.length);
  for (let index = 0; index < samples.length; index++) {
    const value = samples[index]! * 32768;
    if (!Number.isFinite(value)) {
      throw new AudioError('not-finite', path, { found: `${samples[index]} at sample ${index}` });
    }
    pcm[index] = value >= 32767 ? 32767 : value <= -32768 ? -32768 : Math.round(value);
  }
  return pcm;
}
