import { tf } from '../engine/tf';
import { densityMap, squaresBeside } from './diagonal-sums';
import type { DiagonalMixture } from './mixture';
import { numbersOf } from './values-of';

const block = 8192;

/**
 * The `count` likeliest components of each frame by a diagonal mixture, unordered: [frames, count] (kaldi src/gmm/diag-gmm.cc, GaussianSelection).
 * With as many as there are components, all of them.
 */
export function selectCandidates(
  mixture: DiagonalMixture,
  { rows, columns, data }: { readonly rows: number; readonly columns: number; readonly data: Float32Array },
  count: number,
): Int32Array {
  const components = mixture.weights.length;
  const selected = new Int32Array(rows * count);
  if (count === components) return selected.map((_, place) => place % count);
  const map = tf.tensor2d(densityMap(mixture), [2 * columns + 1, components]);
  for (let start = 0; start < rows; start += block) {
    const size = Math.min(block, rows - start);
    const part = data.slice(start * columns, (start + size) * columns);
    const densities = numbersOf(() => tf.matMul(squaresBeside(tf.tensor2d(part, [size, columns])), map));
    for (let row = 0; row < size; row++) {
      const into = selected.subarray((start + row) * count, (start + row + 1) * count);
      selectLargest(densities, row * components, components, into);
    }
  }
  map.dispose();
  return selected;
}

/** Scratch of {@link selectLargest}: a heap whose root is the smallest of those kept. */
let kept = new Float32Array(0);

/** Places, within the row that begins at `from`, of its largest values; of equal values the first. */
export function selectLargest(values: Float32Array, from: number, length: number, into: Int32Array): void {
  const count = into.length;
  if (kept.length < count) kept = new Float32Array(count);
  let filled = 0;
  let least = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < length; place++) {
    const value = values[from + place]!;
    if (filled < count) {
      let child = filled++;
      for (; child > 0; ) {
        const parent = (child - 1) >> 1;
        if (kept[parent]! <= value) break;
        kept[child] = kept[parent]!;
        into[child] = into[parent]!;
        child = parent;
      }
      kept[child] = value;
      into[child] = place;
      least = kept[0]!;
      continue;
    }
    if (value <= least) continue;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= count) break;
      if (child + 1 < count && kept[child + 1]! < kept[child]!) child++;
      if (kept[child]! >= value) break;
      kept[parent] = kept[child]!;
      into[parent] = into[child]!;
      parent = child;
    }
    kept[parent] = value;
    into[parent] = place;
    least = kept[0]!;
  }
}
