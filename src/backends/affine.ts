import { DataError } from '../core/errors';
import type { VectorSet } from '../core/vectors';
import { copyOf, type Dense, rowOf } from './dense';
import { rowProducts } from './products';

/** x ↦ matrix · (x − mean); without a matrix the mean alone is taken off. */
export interface Affine {
  readonly mean: Float64Array;
  /** [out, in]. */
  readonly matrix?: Dense;
}

/** Applies the map to every row: [rows, in] → [rows, out]. Throws DataError where the sizes differ. */
export function applyAffine({ mean, matrix }: Affine, vectors: VectorSet): Dense {
  if (vectors.columns !== mean.length) {
    throw new DataError({
      what: 'embeddings differ in size from those the back-end was trained on',
      expected: `${mean.length} dimensions`,
      found: String(vectors.columns),
    });
  }
  const centred = copyOf(vectors);
  for (let row = 0; row < centred.rows; row++) {
    const values = rowOf(centred, row);
    for (let column = 0; column < values.length; column++) values[column]! -= mean[column]!;
  }
  return matrix === undefined ? centred : rowProducts(centred, matrix);
}

/** Mean of all rows. */
export function meanOf(vectors: VectorSet): Float64Array {
  const mean = new Float64Array(vectors.columns);
  for (let row = 0, at = 0; row < vectors.rows; row++) {
    for (let column = 0; column < vectors.columns; column++, at++) mean[column]! += vectors.data[at]!;
  }
  return mean.map(sum => sum / vectors.rows);
}
