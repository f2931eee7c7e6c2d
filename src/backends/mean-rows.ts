import type { EnrolledSet, UtteranceSet } from './backend';

/**
 * One model a group: the mean of its rows as they are, and how many they were. Kaldi's ivector-mean and wespeaker's
 * tools/vector_mean.py average before any normalisation too. A model lasts as long as its recordings together.
 */
export function meanRows(vectors: UtteranceSet, groups: readonly (readonly number[])[]): EnrolledSet {
  const { columns } = vectors;
  const data = new Float64Array(groups.length * columns);
  groups.forEach((rows, group) => {
    for (const row of rows) {
      for (let column = 0; column < columns; column++) {
        data[group * columns + column]! += vectors.data[row * columns + column]! / rows.length;
      }
    }
  });
  const models = { rows: groups.length, columns, data, counts: Int32Array.from(groups, rows => rows.length) };
  const { durations } = vectors;
  if (durations === undefined) return models;
  return {
    ...models,
    durations: Float64Array.from(groups, rows => rows.reduce((sum, row) => sum + durations[row]!, 0)),
  };
}
