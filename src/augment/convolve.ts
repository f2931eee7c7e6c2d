import { fftOf, fftSize } from './fft';

/** Work space by length: half a megabyte a call would keep the garbage collector busy. A call uses it from start to end. */
const space = new Map<number, readonly [Float64Array, Float64Array, Float64Array, Float64Array]>();

function spaceOf(size: number): readonly [Float64Array, Float64Array, Float64Array, Float64Array] {
  const made = () => new Float64Array(size);
  const arrays = space.get(size) ?? ([made(), made(), made(), made()] as const);
  space.set(size, arrays);
  return arrays;
}

function fillWith(array: Float64Array, values: Float32Array): void {
  array.set(values);
  array.fill(0, values.length);
}

/**
 * Full linear convolution, wave + response − 1 samples, by FFT.
 * The wave's two halves travel as real and imaginary part through one transform, as the response is real.
 */
export function convolve(wave: Float32Array, response: Float32Array): Float32Array {
  const result = new Float32Array(wave.length + response.length - 1);
  const half = Math.ceil(wave.length / 2);
  const size = fftSize(half + response.length - 1);
  const { forward, inverse } = fftOf(size);
  const [xr, xi, hr, hi] = spaceOf(size);
  fillWith(hr, response);
  hi.fill(0);
  forward(hr, hi);
  fillWith(xr, wave.subarray(0, half));
  fillWith(xi, wave.subarray(half));
  forward(xr, xi);
  for (let bin = 0; bin < size; bin++) {
    const real = xr[bin]! * hr[bin]! - xi[bin]! * hi[bin]!;
    xi[bin] = xr[bin]! * hi[bin]! + xi[bin]! * hr[bin]!;
    xr[bin] = real;
  }
  inverse(xr, xi);
  const tail = Math.min(half + response.length - 1, result.length);
  for (let at = 0; at < tail; at++) result[at] = xr[at]!;
  for (let at = half; at < result.length; at++) result[at] = result[at]! + xi[at - half]!;
  return result;
}
