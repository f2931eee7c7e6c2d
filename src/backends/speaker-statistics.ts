import { type Dense, dense } from '../algebra/dense';
import { gram } from '../algebra/products';
import { DataError } from '../core/errors';
import type { VectorSet } from '../core/vectors';

/** What LDA and PLDA need to know of training embeddings. */
export interface SpeakerStatistics {
  readonly utterances: number;
  readonly dimension: number;
  /** Utterances of each speaker. */
  readonly counts: Int32Array;
  /** Mean of each speaker's rows: [speakers, dimension]. */
  readonly means: Dense;
  /** Σ (x − mean of its speaker)(x − …)ᵀ over all rows: [dimension, dimension]. */
  readonly scatter: Dense;
}

/**
 * Counts, means and within-speaker scatter; utterances × dimension² / 2 multiplications.
 * Throws DataError where there are fewer than two speakers or no speaker has two utterances.
 */
export function speakerStatistics(vectors: VectorSet, speakers: readonly string[]): SpeakerStatistics {
  const { rows, columns } = vectors;
  if (rows !== speakers.length) {
    throw new DataError({
      what: 'training embeddings and speaker names differ in number',
      expected: `${rows} names`,
      found: String(speakers.length),
    });
  }
  const speakerOf = numbered(speakers);
  const total = speakerOf.reduce((most, speaker) => Math.max(most, speaker + 1), 0);
  if (total < 2 || rows === total) {
    throw new DataError({
      what: 'too little training data for a back-end',
      expected: 'at least two speakers, and one of them with two utterances',
      found: `${rows} utterances of ${total} speakers`,
      remedy: 'Give more training embeddings, or score by cosine, which needs none.',
    });
  }
  const counts = new Int32Array(total);
  const means = dense(total, columns);
  for (let row = 0, at = 0; row < rows; row++) {
    const speaker = speakerOf[row]!;
    counts[speaker]! += 1;
    for (let column = 0, to = speaker * columns; column < columns; column++) means.data[to++]! += vectors.data[at++]!;
  }
  for (let at = 0; at < means.data.length; at++) means.data[at]! /= counts[Math.floor(at / columns)]!;
  const scatter = scatterAround(means, speakerOf, vectors);
  return { utterances: rows, dimension: columns, counts, means, scatter };
}

/** Rows whose distances are in memory at once: a copy of all would be twice the training set in double precision. */
const BLOCK = 4096;

/** Σ (x − mean of its speaker)(x − …)ᵀ. */
function scatterAround(means: Dense, speakerOf: Int32Array, { rows, columns, data }: VectorSet): Dense {
  const scatter = dense(columns, columns);
  const offsets = new Float64Array(Math.min(BLOCK, rows) * columns);
  for (let start = 0; start < rows; start += BLOCK) {
    const end = Math.min(start + BLOCK, rows);
    for (let row = start, at = 0; row < end; row++) {
      let from = speakerOf[row]! * columns;
      for (let column = row * columns; column < (row + 1) * columns; column++, at++) {
        offsets[at] = data[column]! - means.data[from++]!;
      }
    }
    const part = gram(dense(end - start, columns, offsets.subarray(0, (end - start) * columns)));
    for (let at = 0; at < part.data.length; at++) scatter.data[at]! += part.data[at]!;
  }
  return scatter;
}

/** A number for each name, in order of first appearance. */
function numbered(names: readonly string[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(names, name => {
    let number = numbers.get(name);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(name, number);
    }
    return number;
  });
}
