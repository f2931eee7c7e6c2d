import { lowPass } from './fir';

/** Changes the sample rate by `up` / `down`. */
export interface Resampler {
  /** Samples to give for so many samples of result. */
  inputSamples(outputSamples: number): number;
  /** The first `outputSamples` samples of the result; outside the wave there is silence. */
  apply(wave: Float32Array, outputSamples: number): Float32Array;
}

const known = new Map<string, Resampler>();

/**
 * Polyphase resampler with a linear-phase Kaiser window (β = 5, 10 zero crossings to each side).
 * As scipy.signal.resample_poly with its defaults; about 20 multiplications a sample of result.
 */
export function resampler(up: number, down: number): Resampler {
  const key = `${up}/${down}`;
  const made = known.get(key) ?? makeResampler(up, down);
  known.set(key, made);
  return made;
}

function makeResampler(up: number, down: number): Resampler {
  const most = Math.max(up, down);
  const half = 10 * most;
  const filter = lowPass(2 * half + 1, 1 / most, 5).map(tap => tap * up);
  // Phase p serves the outputs m with m × down ≡ p (mod up): result = Σ_j phases[p][j] × wave[floor(m × down / up) − reach + j].
  const reach = Math.floor(half / up);
  const width = 2 * reach + 2;
  const phases = Array.from({ length: up }, (_, phase) =>
    Float64Array.from({ length: width }, (_, j) => filter[half + phase + (reach - j) * up] ?? 0),
  );
  return {
    inputSamples: outputSamples => Math.ceil((outputSamples * down) / up),
    apply(wave, outputSamples) {
      const result = new Float32Array(outputSamples);
      for (let at = 0; at < outputSamples; at++) {
        const place = at * down;
        const start = Math.floor(place / up) - reach;
        const taps = phases[place % up]!;
        const first = Math.max(0, -start);
        const last = Math.min(width, wave.length - start);
        let sum = 0;
        for (let j = first; j < last; j++) sum += taps[j]! * wave[start + j]!;
        result[at] = sum;
      }
      return result;
    },
  };
}
