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

export function identity(size: number): Dense {
  const unit = dense(size, size);
  for (let row = 0; row < size; row++) unit.data[row * (size + 1)] = 1;
  return unit;
}

export function transposed({ rows, columns, data }: Dense): Dense {
  const turned = dense(columns, rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned.data[column * rows + row] = data[row * columns + column]!;
  }
  return turned;
}

/** One row, as a view of the same memory. */
export function rowOf(matrix: Dense, row: number): Float64Array {
  return matrix.data.subarray(row * matrix.columns, (row + 1) * matrix.columns);
}

/** A copy of the rows from `top` to `bottom` and the columns from `left` to `right`. */
export function block({ columns, data }: Dense, top: number, bottom: number, left: number, right: number): Dense {
  const part = dense(bottom - top, right - left);
  for (let row = top; row < bottom; row++) {
    part.data.set(data.subarray(row * columns + left, row * columns + right), (row - top) * part.columns);
  }
  return part;
}

/** Writes a matrix into a larger one, its first value at a row and column. */
export function putBlock(part: Dense, into: Dense, top: number, left: number): void {
  for (let row = 0; row < part.rows; row++) into.data.set(rowOf(part, row), (top + row) * into.columns + left);
}
