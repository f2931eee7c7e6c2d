/** A pivot below this share of its diagonal is what rounding leaves of zero. */
const SINGULAR = 1e-12;

/** Solves A x = b for a small symmetric positive definite A, row-major, by Cholesky; undefined where A is singular. */
export function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array<ArrayBuffer> | undefined {
  const size = right.length;
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!;
      for (let at = 0; at < column; at++) sum -= factor[row * size + at]! * factor[column * size + at]!;
      if (row !== column) factor[row * size + column] = sum / factor[column * size + column]!;
      else if (!(sum > SINGULAR * matrix[row * size + row]!)) return undefined;
      else factor[row * size + row] = Math.sqrt(sum);
    }
  }
  const solution = Float64Array.from(right);
  for (let row = 0; row < size; row++) {
    for (let at = 0; at < row; at++) solution[row]! -= factor[row * size + at]! * solution[at]!;
    solution[row]! /= factor[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let at = row + 1; at < size; at++) solution[row]! -= factor[at * size + row]! * solution[at]!;
    solution[row]! /= factor[row * size + row]!;
  }
  return solution;
}
