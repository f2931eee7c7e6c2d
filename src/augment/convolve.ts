import { fftOf, fftSize } from './fft';

/**
 * Full linear convolution, wave + response − 1 samples, by FFT.
 * The wave's two halves travel as real and imaginary part through one transform, as the response is real.
 */
export function convolve(wave: Float32Array, response: Float32Array): Float32Array {
  const result = new Float32Array(wave.length + response.length - 1);
  const half = Math.ceil(wave.length / 2);
  const size = fftSize(half + response.length - 1);
  const { forward, inverse } = fftOf(size);
  const [hr, hi] = [new Float64Array(size), new Float64Array(size)];
  hr.set(response);
  forward(hr, hi);
  const [xr, xi] = [new Float64Array(size), new Float64Array(size)];
  xr.set(wave.subarray(0, half));
  xi.set(wave.subarray(half));
  forward(xr, xi);
  for (let bin = 0; bin < size; bin++) {
    const real = xr[bin]! * hr[bin]! - xi[bin]! * hi[bin]!;
    xi[bin] = xr[bin]! * hi[bin]! + xi[bin]! * hr[bin]!;
    xr[bin] = real;
  }
  inverse(xr, xi);
  const tail = half + response.length - 1;
  for (let at = 0; at < Math.min(tail, result.length); at++) result[at] = xr[at]!;
  for (let at = half; at < result.length; at++) result[at] = result[at]! + xi[at - half]!;
  return result;
}
