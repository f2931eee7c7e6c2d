const modulus = 2 ** 31 - 1;

/** Value `index` of a sequence in [0, 1) that has no short period and is the same in JavaScript and Python (peers/noise.py). */
export function noise(index) {
  return ((((index * index) % modulus) * 48271 + 11 * index) % modulus) / modulus;
}

/** Samples in [-1, 1] of that many seconds at 16 kHz. */
export function wave(seconds) {
  return Float32Array.from({ length: 16000 * seconds }, (_, index) => 0.4 * (noise(index) - 0.5));
}
