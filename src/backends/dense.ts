import type { VectorSet } from '../core/vectors';

/** A matrix in double precision, row-major. */
export interface Dense extends VectorSet {
  readonly data: Float64Array;
}

/** Zeros, or the given numbers, as a matrix. */
export function dense(rows: number, columns: number, data: Float64Array = new Float64Array(rows * columns)): Dense {
  return { rows, columns, data };
}

/** A double-precision copy; the caller may overwrite it. */
export function copyOf(vectors: VectorSet): Dense {
  return dense(vectors.rows, vectors.columns, new Float64Array(vectors.data));
}

export function transposed(matrix: Dense): Dense {
  const { rows, columns, data } = matrix;
  const turned = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = data[row * columns + column]!;
  }
  return dense(columns, rows, turned);
}

/** One row, as a view of the same memory. */
export function rowOf(matrix: Dense, row: number): Float64Array {
  return matrix.data.subarray(row * matrix.columns, (row + 1) * matrix.columns);
}
