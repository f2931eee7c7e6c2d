import { cholesky, triangularInverse } from '../algebra/cholesky';
import type { Dense } from '../algebra/dense';
import { NumericError } from '../core/errors';

/** The inverse of the Cholesky factor L: a map under which the covariance becomes the identity. [n, n] */
export function whitening(covariance: Dense): Dense {
  const factor = cholesky(covariance);
  if (factor === undefined) {
    throw new NumericError({
      what: 'within-speaker covariance is singular',
      expected: `training embeddings that vary in all ${covariance.rows} dimensions inside speakers`,
      remedy: 'Give more training utterances, or reduce the dimensions with LDA first.',
    });
  }
  return triangularInverse(factor);
}
