import { type Dense, dense } from './dense';

/** How many numbers the lower triangle of a symmetric matrix has. */
export function packedSize(size: number): number {
  return (size * (size + 1)) / 2;
}

/** A symmetric matrix out of its lower triangle, rows one after the other as in Kaldi's SpMatrix. */
export function unpacked(packed: ArrayLike<number>, size: number): Dense {
  const out = dense(size, size);
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column <= row; column++, at++) {
      out.data[row * size + column] = packed[at]!;
      out.data[column * size + row] = packed[at]!;
    }
  }
  return out;
}

/** The lower triangle of a symmetric matrix. */
export function packed({ rows: size, data }: Dense): Float64Array {
  const triangle = new Float64Array(packedSize(size));
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column <= row; column++, at++) triangle[at] = data[row * size + column]!;
  }
  return triangle;
}
