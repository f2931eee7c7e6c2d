import type { Frames } from '../core/vectors';

/**
 * Each value less its mean over a window of frames around it: sliding cepstral mean normalisation. Near the ends the window is moved inwards and keeps its
 * length; a recording shorter than the window loses its own mean (kaldi src/feat/feature-functions.cc, SlidingWindowCmn with center = true and
 * norm-vars = false). The running sum is in double precision.
 */
export function subtractSlidingMean({ rows, columns, data }: Frames, window: number): Frames {
  const out = new Float32Array(data.length);
  const sums = new Float64Array(columns);
  let [start, end] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const first = Math.max(Math.min(Math.max(row - Math.floor(window / 2), 0), rows - window), 0);
    const last = Math.min(first + window, rows);
    for (; end < last; end++) {
      for (let column = 0; column < columns; column++) sums[column]! += data[end * columns + column]!;
    }
    for (; start < first; start++) {
      for (let column = 0; column < columns; column++) sums[column]! -= data[start * columns + column]!;
    }
    const count = last - first;
    for (let column = 0, at = row * columns; column < columns; column++, at++) {
      out[at] = data[at]! - sums[column]! / count;
    }
  }
  return { rows, columns, data: out };
}
