import type { Random } from '../core/random';
import { fftOf } from './fft';

/**
 * Gaussian noise whose amplitude spectrum follows `amplitude` (frequency as share of the sample rate, 0 to 0.5), power 1.
 * `size` samples, a power of two; the end joins the start without a click. Made in the frequency domain (Timmer & König 1995).
 */
export function colouredNoise(size: number, amplitude: (frequency: number) => number, random: Random): Float32Array {
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  let power = 0;
  for (let bin = 1; bin <= size / 2; bin++) {
    const weight = amplitude(bin / size);
    if (weight === 0) continue;
    real[bin] = weight * random.normal();
    imaginary[bin] = bin === size / 2 ? 0 : weight * random.normal();
    real[size - bin] = real[bin]!;
    imaginary[size - bin] = -imaginary[bin]!;
  }
  fftOf(size).inverse(real, imaginary);
  for (const sample of real) power += sample * sample;
  const scale = 1 / Math.sqrt(power / size);
  return Float32Array.from(real, sample => sample * scale);
}
