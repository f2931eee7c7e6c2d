import type { VectorSet } from '../core/vectors';
import type { EnrolledSet } from './backend';

/**
 * One model a group: the mean of its rows as they are, and how many they were. Kaldi's ivector-mean and wespeaker's
 * tools/vector_mean.py average before any normalisation too.
 */
export function meanRows(vectors: VectorSet, groups: readonly (readonly number[])[]): EnrolledSet {
  const { columns } = vectors;
  const data = new Float64Array(groups.length * columns);
  groups.forEach((rows, group) => {
    for (const row of rows) {
      for (let column = 0; column < columns; column++) {
        data[group * columns + column]! += vectors.data[row * columns + column]! / rows.length;
      }
    }
  });
  return { rows: groups.length, columns, data, counts: Int32Array.from(groups, rows => rows.length) };
}
