import { cholesky, logDeterminant, triangularInverse } from '../algebra/cholesky';
import { dense } from '../algebra/dense';
import { NumericError } from '../core/errors';

/** A Gaussian mixture with diagonal covariances; matrices are row-major, [components, dimension]. */
export interface DiagonalMixture {
  readonly dimension: number;
  readonly weights: Float64Array;
  readonly means: Float64Array;
  readonly variances: Float64Array;
}

/** A Gaussian mixture with full covariances, [components, dimension, dimension]. */
export interface FullMixture {
  readonly dimension: number;
  readonly weights: Float64Array;
  readonly means: Float64Array;
  readonly covariances: Float64Array;
}

/** The same mixture, written with full covariances (kaldi src/gmm/full-gmm.cc, CopyFromDiagGmm). */
export function fullOf({ dimension, weights, means, variances }: DiagonalMixture): FullMixture {
  const square = dimension * dimension;
  const covariances = new Float64Array(weights.length * square);
  for (let component = 0; component < weights.length; component++) {
    for (let at = 0; at < dimension; at++) {
      covariances[component * square + at * (dimension + 1)] = variances[component * dimension + at]!;
    }
  }
  return { dimension, weights, means, covariances };
}

/** The mixture without its correlations, which selects components (kaldi src/gmm/diag-gmm.cc, CopyFromFullGmm). */
export function diagonalOf({ dimension, weights, means, covariances }: FullMixture): DiagonalMixture {
  const variances = Float64Array.from(means, (_, at) => {
    const component = Math.floor(at / dimension);
    return covariances[component * dimension * dimension + (at % dimension) * (dimension + 1)]!;
  });
  return { dimension, weights, means, variances };
}

/** What log densities need of the covariances. */
export interface Whitened {
  /** log weight − ½ (dimension · log 2π + log |covariance|) of each component. */
  readonly constants: Float64Array;
  /** L⁻ᵀ of each covariance L Lᵀ: (x − mean) · L⁻ᵀ has unit covariance. [components, dimension, dimension] */
  readonly maps: Float32Array;
}

/** @throws NumericError where a covariance is not positive definite */
export function whiten({ dimension, weights, covariances }: FullMixture): Whitened {
  const square = dimension * dimension;
  const maps = new Float32Array(weights.length * square);
  const constants = weights.map((weight, component) => {
    const covariance = covariances.subarray(component * square, (component + 1) * square);
    const factor = cholesky(dense(dimension, dimension, covariance));
    if (factor === undefined) {
      throw new NumericError({
        what: 'a covariance of the background model is not positive definite',
        where: `component ${component + 1} of ${weights.length}`,
        remedy: 'give more training frames, or fewer components',
      });
    }
    const inverse = triangularInverse(factor).data;
    for (let row = 0; row < dimension; row++) {
      for (let column = row; column < dimension; column++) {
        maps[component * square + row * dimension + column] = inverse[column * dimension + row]!;
      }
    }
    return Math.log(weight) - 0.5 * (dimension * Math.log(2 * Math.PI) + logDeterminant(factor));
  });
  return { constants, maps };
}
