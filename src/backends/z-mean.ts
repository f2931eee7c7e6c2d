import { type Column, type LinearRatio, spreadOf } from './logistic-regression';

/**
 * The mean of several systems' scores, each less its mean on these trials and divided by its standard deviation there
 * (ddof 0), as a linear map of the scores. Held to scipy.stats.zscore.
 */
export function zMeanRatio(columns: readonly Column[]): LinearRatio {
  const spreads = columns.map(spreadOf);
  return {
    weights: Float64Array.from(spreads, ({ deviation }) => 1 / (deviation * columns.length)),
    offset: spreads.reduce((sum, { mean, deviation }) => sum - mean / (deviation * columns.length), 0),
  };
}
