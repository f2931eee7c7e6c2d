/** Rows of numbers, row-major: `data[row * columns + column]`. */
export interface VectorSet {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array | Float64Array;
}

/** Frames of features, or a block of them, in single precision. */
export interface Frames extends VectorSet {
  readonly data: Float32Array;
}
