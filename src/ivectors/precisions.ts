import { cholesky, inverseOf } from '../algebra/cholesky';
import { dense } from '../algebra/dense';
import { symmetrised } from '../algebra/symmetric';
import { NumericError } from '../core/errors';
import type { FullMixture } from './mixture';
import { sharedNumbers } from './total-variability';

/** Inverses of the covariances, [components, dimension, dimension]. @throws NumericError where one is singular */
export function precisionsOf({ dimension, weights, covariances }: FullMixture): Float64Array {
  const square = dimension * dimension;
  const precisions = sharedNumbers(covariances.length);
  for (let component = 0; component < weights.length; component++) {
    const covariance = covariances.subarray(component * square, (component + 1) * square);
    const factor = cholesky(dense(dimension, dimension, covariance));
    if (factor === undefined) {
      throw new NumericError({ what: 'a covariance is singular', where: `component ${component + 1}` });
    }
    precisions.set(symmetrised(inverseOf(factor)).data, component * square);
  }
  return precisions;
}
