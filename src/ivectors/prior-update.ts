import { inverse, Matrix } from 'ml-matrix';
import { type Dense, dense, transposed } from '../algebra/dense';
import { eigenOf } from '../algebra/eigen';
import { unpacked } from '../algebra/packed';
import { product, rowProducts } from '../algebra/products';
import { congruent } from '../algebra/symmetric';
import { NumericError } from '../core/errors';
import type { LatentSums } from './latent-sums';

/** A change of the coordinates of w. */
export interface PriorUpdate {
  /** Inverse of the map of w, [size, size]: projections times it are those of the mapped w. */
  readonly inverse: Dense;
  /** Mean of the mapped w's first value. */
  readonly offset: number;
}

/**
 * The map under which the w of the training utterances have unit covariance and a mean along the first axis, and the average of MᵀΣ⁻¹M is diagonal on the
 * other axes, from the largest down: minimum divergence (kaldi src/ivector/ivector-extractor.cc, UpdatePrior and GetOrthogonalIvectorTransform; Brümmer 2009,
 * The EM algorithm and minimum divergence). It changes no likelihood but through the prior. `quadratic` is Σ weight_c M_cᵀ Σ_c⁻¹ M_c.
 */
export function updatePrior(sums: LatentSums, offset: number, quadratic: Dense): PriorUpdate {
  const size = quadratic.rows;
  const count = sums.utterances;
  const mean = Float64Array.from(sums.sum, (value, at) => value / count + (at === 0 ? offset : 0));
  const covariance = centred(sums, count, size);
  const { values, vectors } = eigenOf(covariance);
  if (!(values[size - 1]! > 1e-7)) {
    throw new NumericError({
      what: 'i-vectors do not vary in all directions',
      expected: `${size} directions`,
      found: `a variance of ${values[size - 1]}`,
      remedy: 'make model.dimension smaller, or give more training recordings',
    });
  }
  const whiten = dense(size, size); // T
  const colour = dense(size, size); // T⁻¹
  for (let row = 0; row < size; row++) {
    const root = Math.sqrt(values[row]!);
    for (let column = 0; column < size; column++) {
      whiten.data[row * size + column] = vectors.data[row * size + column]! / root;
      colour.data[column * size + row] = vectors.data[row * size + column]! * root;
    }
  }
  const projected = rowProducts(dense(1, size, mean), whiten).data;
  const mirror = reflection(projected);
  const map = product(mirror, whiten); // V
  const turn = diagonalising(map, quadratic);
  // (turn · mirror · T)⁻¹ = T⁻¹ · mirror · turnᵀ: both are orthogonal, and the mirror is symmetric.
  return { inverse: product(product(colour, mirror), transposed(turn)), offset: Math.hypot(...projected) };
}

/** E[w wᵀ] around the mean; a shift of w by the offset changes nothing in it. */
function centred({ sum, scatter }: LatentSums, count: number, size: number): Dense {
  const covariance = unpacked(scatter, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = row * size + column;
      covariance.data[at] = covariance.data[at]! / count - (sum[row]! / count) * (sum[column]! / count);
    }
  }
  return covariance;
}

/** The Householder reflection I − 2 a aᵀ that sends a vector to the first axis, to its positive side. */
function reflection(vector: Float64Array): Dense {
  const size = vector.length;
  const length = Math.hypot(...vector);
  const a = vector.map((value, at) => value / length - (at === 0 ? 1 : 0));
  const norm = Math.hypot(...a);
  const mirror = dense(size, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      // A vector that lies there already is left alone.
      const part = norm < 1e-12 ? 0 : (2 * a[row]! * a[column]!) / (norm * norm);
      mirror.data[row * size + column] = (row === column ? 1 : 0) - part;
    }
  }
  return mirror;
}

/** A rotation of all axes but the first, under which `quadratic`, as the map leaves it there, is diagonal. */
function diagonalising(map: Dense, quadratic: Dense): Dense {
  const size = map.rows;
  const inner = (matrix: Dense): Dense => {
    const part = dense(size - 1, size - 1);
    for (let row = 1; row < size; row++) {
      for (let column = 1; column < size; column++) {
        part.data[(row - 1) * (size - 1) + column - 1] = matrix.data[row * size + column]!;
      }
    }
    return part;
  };
  const turn = dense(size, size);
  turn.data[0] = 1;
  const back = inverse(Matrix.from1DArray(size - 1, size - 1, inner(map).data)).to1DArray();
  const { vectors } = eigenOf(
    congruent(transposed(dense(size - 1, size - 1, Float64Array.from(back))), inner(quadratic)),
  );
  for (let row = 1; row < size; row++) {
    for (let column = 1; column < size; column++) {
      turn.data[row * size + column] = vectors.data[(row - 1) * (size - 1) + column - 1]!;
    }
  }
  return turn;
}
