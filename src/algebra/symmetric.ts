import type { Dense } from './dense';
import { rowProducts } from './products';

/** map · symmetric · mapᵀ, symmetric to the last bit. */
export function congruent(map: Dense, symmetric: Dense): Dense {
  // Both products are with rows: symmetricᵀ is symmetric.
  return symmetrised(rowProducts(rowProducts(map, symmetric), map));
}

/** The mean of a square matrix and its transpose, in place. */
export function symmetrised(square: Dense): Dense {
  const { rows: size, data } = square;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      const mean = (data[row * size + column]! + data[column * size + row]!) / 2;
      data[row * size + column] = mean;
      data[column * size + row] = mean;
    }
  }
  return square;
}
