/** Rows of numbers, row-major: `data[row * columns + column]`. */
export interface VectorSet {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array | Float64Array;
}
