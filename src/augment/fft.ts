/** A transform of one length, a power of two; its tables are made once. */
export interface Fft {
  readonly size: number;
  /** In place: X[k] = Σ x[n] e^(−2πi kn / size). */
  forward(real: Float64Array, imaginary: Float64Array): void;
  /** In place, divided by the size. */
  inverse(real: Float64Array, imaginary: Float64Array): void;
}

const known = new Map<number, Fft>();

/** The transform of that length. Cooley & Tukey 1965, radix 4 in place with one radix-2 pass where the length needs it. */
export function fftOf(size: number): Fft {
  const found = known.get(size);
  if (found !== undefined) return found;
  if (size < 2 || Math.log2(size) % 1 !== 0) throw new RangeError(`an FFT of ${size} points: expected a power of two`);
  const made = makeFft(size);
  known.set(size, made);
  return made;
}

/** The least power of two that holds `samples`. */
export function fftSize(samples: number): number {
  return Math.max(2, 2 ** Math.ceil(Math.log2(samples)));
}

function makeFft(size: number): Fft {
  const bits = Math.log2(size);
  const swaps = bitReversal(size, bits);
  const cosines = new Float64Array(size);
  const sines = new Float64Array(size);
  for (let index = 0; index < size; index++) {
    cosines[index] = Math.cos((2 * Math.PI * index) / size);
    sines[index] = -Math.sin((2 * Math.PI * index) / size);
  }
  const forward = (re: Float64Array, im: Float64Array): void => {
    for (let at = 0; at < swaps.length; at += 2) {
      const a = swaps[at]!;
      const b = swaps[at + 1]!;
      const real = re[a]!;
      const imaginary = im[a]!;
      re[a] = re[b]!;
      im[a] = im[b]!;
      re[b] = real;
      im[b] = imaginary;
    }
    let half = 1;
    if (bits % 2 === 1) {
      pairs(re, im);
      half = 2;
    }
    for (; half < size; half *= 4) quads(re, im, half, cosines, sines);
  };
  return {
    size,
    forward,
    inverse(re, im) {
      // Swapping real and imaginary parts turns one direction into the other.
      forward(im, re);
      for (let index = 0; index < size; index++) {
        re[index] = re[index]! / size;
        im[index] = im[index]! / size;
      }
    },
  };
}

/** Pairs of places that trade values, so that the passes find their inputs in order. */
function bitReversal(size: number, bits: number): Uint32Array {
  const swaps: number[] = [];
  for (let index = 0; index < size; index++) {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) reversed |= ((index >> bit) & 1) << (bits - 1 - bit);
    if (reversed > index) swaps.push(index, reversed);
  }
  return Uint32Array.from(swaps);
}

/** Butterflies of neighbours: the radix-2 pass. */
function pairs(re: Float64Array, im: Float64Array): void {
  for (let at = 0; at < re.length; at += 2) {
    const real = re[at]!;
    const imaginary = im[at]!;
    re[at] = real + re[at + 1]!;
    im[at] = imaginary + im[at + 1]!;
    re[at + 1] = real - re[at + 1]!;
    im[at + 1] = imaginary - im[at + 1]!;
  }
}

/** Two radix-2 passes in one: blocks of `half` become blocks of 4 × `half`. No array literals: this is the hot loop. */
function quads(re: Float64Array, im: Float64Array, half: number, cosines: Float64Array, sines: Float64Array): void {
  const block = 4 * half;
  const step = re.length / block;
  const size = re.length;
  for (let start = 0; start < size; start += block) {
    for (let offset = 0; offset < half; offset++) {
      const turn = offset * step;
      const w1r = cosines[turn]!;
      const w1i = sines[turn]!;
      const w2r = cosines[2 * turn]!;
      const w2i = sines[2 * turn]!;
      const w3r = cosines[3 * turn]!;
      const w3i = sines[3 * turn]!;
      const a = start + offset;
      // After bit reversal the second and third quarter hold the inputs of phase 2 and 1.
      const b = a + half;
      const c = b + half;
      const d = c + half;
      const br = re[b]! * w2r - im[b]! * w2i;
      const bi = re[b]! * w2i + im[b]! * w2r;
      const cr = re[c]! * w1r - im[c]! * w1i;
      const ci = re[c]! * w1i + im[c]! * w1r;
      const dr = re[d]! * w3r - im[d]! * w3i;
      const di = re[d]! * w3i + im[d]! * w3r;
      const sr = re[a]! + br;
      const si = im[a]! + bi;
      const tr = re[a]! - br;
      const ti = im[a]! - bi;
      re[a] = sr + (cr + dr);
      im[a] = si + (ci + di);
      re[b] = tr + (ci - di);
      im[b] = ti - (cr - dr);
      re[c] = sr - (cr + dr);
      im[c] = si - (ci + di);
      re[d] = tr - (ci - di);
      im[d] = ti + (cr - dr);
    }
  }
}
