import { cholesky, logDeterminant } from '../algebra/cholesky';
import { dense } from '../algebra/dense';
import type { Scatter } from './component-update';
import type { LatentSums } from './latent-sums';
import { meansOf, type TotalVariability } from './total-variability';

/**
 * Log likelihood of the aligned frames for each frame, w integrated out (Kenny, Boulianne, Dumouchel 2005, Proposition 2; the auxiliary function that
 * kaldi's ivector-extractor-acc-stats prints). EM raises it in every iteration, but for floored covariances.
 */
export function objective(model: TotalVariability, sums: LatentSums, scatter: Scatter): number {
  const { dimension, precisions, weights } = model;
  const square = dimension * dimension;
  const means = meansOf(model);
  let total = sums.gain;
  let frames = 0;
  sums.counts.forEach((count, component) => {
    frames += count;
    const precision = precisions.subarray(component * square, (component + 1) * square);
    const factor = cholesky(dense(dimension, dimension, Float64Array.from(precision)));
    if (factor === undefined) throw new Error(`the precision of component ${component} is not positive definite`);
    total +=
      count * (Math.log(weights[component]!) + 0.5 * (logDeterminant(factor) - dimension * Math.log(2 * Math.PI)));
    const from = component * dimension;
    let trace = 0;
    for (let row = 0; row < dimension; row++) {
      // Sums around the background model's mean become sums around m.
      const shift = means[from + row]! - scatter.means[from + row]!;
      for (let column = 0; column < dimension; column++) {
        const other = means[from + column]! - scatter.means[from + column]!;
        const [sum, otherSum] = [scatter.first[from + row]!, scatter.first[from + column]!];
        const second = scatter.second[component * square + row * dimension + column]!;
        const around = second - shift * otherSum - sum * other + count * shift * other;
        trace += precision[row * dimension + column]! * around;
      }
    }
    total -= 0.5 * trace;
  });
  return total / frames;
}
