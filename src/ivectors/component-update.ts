import { cholesky, inverseOf, solveRows } from '../algebra/cholesky';
import { type Dense, dense, transposed } from '../algebra/dense';
import { flooredBy } from '../algebra/floored';
import { packedSize, unpacked } from '../algebra/packed';
import { product, rowProducts } from '../algebra/products';
import { symmetrised } from '../algebra/symmetric';
import type { LatentSums } from './latent-sums';
import type { TotalVariability } from './total-variability';

/** Second-order sums of the aligned frames around the background model's means; they stay the same in all iterations. */
export interface Scatter {
  /** Means of the background model, [components, dimension]. */
  readonly means: Float64Array;
  /** Σ γ (x − mean), [components, dimension]. */
  readonly first: Float64Array;
  /** Σ γ (x − mean)(x − mean)ᵀ, [components, dimension, dimension]. */
  readonly second: Float64Array;
}

/** Frames that a component needs for an update, and the least variance as a share of the average (IvectorExtractorEstimationOptions). */
export const leastFrames = 100;
export const varianceFloor = 0.1;

/** One component's new projection, and the covariance that goes with it before flooring, both times nothing: per frame. */
export interface ProjectionUpdate {
  readonly projection: Dense;
  readonly covariance: Dense;
}

/**
 * M = Y R⁻¹ with Y = Σ F wᵀ and R = Σ N E[w wᵀ], and the covariance (S − Y Mᵀ) / N (Kenny, Boulianne, Dumouchel 2005, Proposition 3; kaldi
 * src/ivector/ivector-extractor.cc, UpdateProjection and UpdateVariances). Sums come centred: w = w′ + offset · e₀, F = F̃ + N m. Undefined for a component with
 * fewer than {@link leastFrames} frames, or whose R is singular: it keeps what it has. Kaldi raises R's eigenvalues where its condition is above 1e4 instead.
 */
export function updateProjection(
  component: number,
  model: TotalVariability,
  sums: LatentSums,
  scatter: Scatter,
): ProjectionUpdate | undefined {
  const count = sums.counts[component]!;
  if (count < leastFrames) return undefined;
  const second = secondMoment(component, model, sums);
  const cross = crossMoment(component, model, sums);
  const scale = Float64Array.from(
    { length: model.size },
    (_, at) => 1 / Math.sqrt(second.data[at * (model.size + 1)]!),
  );
  const factor = cholesky(scaleRows(scaleColumns(second, scale), scale));
  if (factor === undefined) return undefined;
  const scaled = scaleColumns(dense(cross.rows, cross.columns, Float64Array.from(cross.data)), scale);
  const projection = scaleColumns(solveRows(factor, scaled), scale);
  const covariance = rawScatter(component, model.dimension, count, scatter);
  const explained = symmetrised(rowProducts(cross, projection));
  for (let at = 0; at < covariance.data.length; at++) {
    covariance.data[at] = (covariance.data[at]! - explained.data[at]!) / count;
  }
  return { projection, covariance };
}

/** Σ N E[w wᵀ] out of Σ N E[w′ w′ᵀ]. */
function secondMoment(component: number, { size, offset }: TotalVariability, sums: LatentSums): Dense {
  const packed = packedSize(size);
  const moment = unpacked(sums.seconds.subarray(component * packed, (component + 1) * packed), size);
  for (let at = 0; at < size; at++) {
    const mean = offset * sums.weightedMeans[component * size + at]!;
    moment.data[at]! += mean;
    moment.data[at * size]! += mean;
  }
  moment.data[0]! += offset * offset * sums.counts[component]!;
  return moment;
}

/** Σ F wᵀ out of Σ F̃ w′ᵀ, [dimension, size]. */
function crossMoment(component: number, model: TotalVariability, sums: LatentSums): Dense {
  const { size, dimension, offset, projections } = model;
  const count = sums.counts[component]!;
  const width = dimension * size;
  const moment = dense(dimension, size, sums.cross.slice(component * width, (component + 1) * width));
  for (let row = 0; row < dimension; row++) {
    const mean = offset * projections[component * width + row * size]!;
    for (let column = 0; column < size; column++) {
      moment.data[row * size + column]! += mean * sums.weightedMeans[component * size + column]!;
    }
    moment.data[row * size]! += offset * (sums.first[component * dimension + row]! + count * mean);
  }
  return moment;
}

/** Σ γ x xᵀ out of the sums around the means. */
function rawScatter(component: number, dimension: number, count: number, { means, first, second }: Scatter): Dense {
  const square = dimension * dimension;
  const raw = dense(dimension, dimension, second.slice(component * square, (component + 1) * square));
  const from = component * dimension;
  for (let row = 0; row < dimension; row++) {
    const [mean, sum] = [means[from + row]!, first[from + row]!];
    for (let column = 0; column < dimension; column++) {
      const [other, otherSum] = [means[from + column]!, first[from + column]!];
      raw.data[row * dimension + column]! += mean * otherSum + sum * other + count * mean * other;
    }
  }
  return symmetrised(raw);
}

/** The precision of a covariance raised to the floor in every direction; how many directions were raised. */
export function flooredPrecision(
  covariance: Dense,
  floor: Dense,
): { readonly precision: Dense; readonly raised: number } {
  const { matrix, raised } = flooredBy(covariance, floor);
  const factor = cholesky(matrix);
  if (factor === undefined) throw new Error('a covariance above its floor is not positive definite');
  return { precision: symmetrised(inverseOf(factor)), raised };
}

/** Rows B with BᵀB = weight · MᵀΣ⁻¹M for a component, [dimension, size]. */
export function quadraticRows(component: number, model: TotalVariability): Dense {
  const { size, dimension, projections, precisions } = model;
  const square = dimension * dimension;
  const precision = dense(dimension, dimension, precisions.slice(component * square, (component + 1) * square));
  const factor = cholesky(precision);
  if (factor === undefined) throw new Error(`the precision of component ${component} is not positive definite`);
  const width = dimension * size;
  const projection = dense(dimension, size, projections.subarray(component * width, (component + 1) * width));
  const rows = product(transposed(factor), projection);
  const root = Math.sqrt(model.weights[component]!);
  for (let at = 0; at < rows.data.length; at++) rows.data[at]! *= root;
  return rows;
}

/** Each column times its factor, in place. */
function scaleColumns(matrix: Dense, scale: Float64Array): Dense {
  const { rows, columns, data } = matrix;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) data[at]! *= scale[column]!;
  }
  return matrix;
}

function scaleRows(matrix: Dense, scale: Float64Array): Dense {
  const { rows, columns, data } = matrix;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) data[at]! *= scale[row]!;
  }
  return matrix;
}
