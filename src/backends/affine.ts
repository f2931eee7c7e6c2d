import { copyOf, type Dense, dense, rowOf } from '../algebra/dense';
import { rowProducts } from '../algebra/products';
import { DataError } from '../core/errors';
import type { VectorSet } from '../core/vectors';

/** x ↦ matrix · (x − mean) + offset; without a matrix the mean alone is taken off. */
export interface Affine {
  readonly mean: Float64Array;
  /** [out, in]. */
  readonly matrix?: Dense;
  /** [out]; absent = 0. */
  readonly offset?: Float64Array | undefined;
}

/** Applies the map to every row: [rows, in] → [rows, out]. Throws DataError where the sizes differ. */
export function applyAffine({ mean, matrix, offset }: Affine, vectors: VectorSet): Dense {
  if (vectors.columns !== mean.length) {
    throw new DataError({
      what: 'embeddings differ in size from those the back-end was trained on',
      expected: `${mean.length} dimensions`,
      found: String(vectors.columns),
    });
  }
  if (matrix === undefined) return centred(vectors, mean);
  // In blocks: only what the map makes, mostly smaller, is in memory as a whole.
  const mapped = dense(vectors.rows, matrix.rows);
  for (let start = 0; start < vectors.rows; start += BLOCK) {
    const rows = Math.min(BLOCK, vectors.rows - start);
    const data = vectors.data.subarray(start * vectors.columns, (start + rows) * vectors.columns);
    const block = rowProducts(centred({ rows, columns: vectors.columns, data }, mean), matrix);
    mapped.data.set(block.data, start * matrix.rows);
  }
  if (offset !== undefined) {
    for (let at = 0; at < mapped.data.length; at++) mapped.data[at]! += offset[at % offset.length]!;
  }
  return mapped;
}

const BLOCK = 4096;

function centred(vectors: VectorSet, mean: Float64Array): Dense {
  const copy = copyOf(vectors);
  for (let row = 0; row < copy.rows; row++) {
    const values = rowOf(copy, row);
    for (let column = 0; column < values.length; column++) values[column]! -= mean[column]!;
  }
  return copy;
}

/** Mean of all rows. */
export function meanOf(vectors: VectorSet): Float64Array {
  const mean = new Float64Array(vectors.columns);
  for (let row = 0, at = 0; row < vectors.rows; row++) {
    for (let column = 0; column < vectors.columns; column++, at++) mean[column]! += vectors.data[at]!;
  }
  return mean.map(sum => sum / vectors.rows);
}
