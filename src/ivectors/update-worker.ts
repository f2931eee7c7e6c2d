import { workerData } from 'node:worker_threads';
import { type Dense, dense } from '../algebra/dense';
import { packed } from '../algebra/packed';
import { gram, rowProducts } from '../algebra/products';
import { answerTasks } from '../core/answer-tasks';
import { flooredPrecision, quadraticRows, type Scatter, updateProjection } from './component-update';
import type { LatentSums } from './latent-sums';
import type { TotalVariability } from './total-variability';

/** All big arrays are in shared memory. */
export interface UpdateWorkerData {
  readonly model: TotalVariability;
  readonly sums: LatentSums;
  readonly scatter: Scatter;
  /** Where new covariances go before flooring, [components, dimension, dimension]. */
  readonly covariances: Float64Array;
  /** 1 for each component that was updated. */
  readonly updated: Uint8Array;
}

/** What is done to components `start` to `end`. */
export type UpdateTask = { readonly start: number; readonly end: number } & (
  | { readonly part: 'projections' }
  | { readonly part: 'precisions'; readonly floor: Float64Array }
  | { readonly part: 'transform'; readonly inverse: Float64Array }
);

export interface UpdateAnswer {
  /** Σ weight MᵀΣ⁻¹M over the components, lower triangle; of the part precisions. */
  readonly quadratic?: Float64Array;
  readonly raised?: number;
}

const { model, sums, scatter, covariances, updated }: UpdateWorkerData = workerData;
const { size, dimension } = model;
const [square, width] = [dimension * dimension, dimension * size];

answerTasks((task: UpdateTask) => {
  switch (task.part) {
    case 'projections':
      return { answer: updateProjections(task.start, task.end) };
    case 'precisions':
      return { answer: updatePrecisions(task.start, task.end, dense(dimension, dimension, task.floor)) };
    case 'transform':
      return { answer: transform(task.start, task.end, dense(size, size, task.inverse)) };
  }
});

function updateProjections(start: number, end: number): UpdateAnswer {
  for (let component = start; component < end; component++) {
    const made = updateProjection(component, model, sums, scatter);
    if (made === undefined) continue;
    model.projections.set(made.projection.data, component * width);
    covariances.set(made.covariance.data, component * square);
    updated[component] = 1;
  }
  return {};
}

function updatePrecisions(start: number, end: number, floor: Dense): UpdateAnswer {
  const rows = dense((end - start) * dimension, size);
  let raisedInAll = 0;
  for (let component = start; component < end; component++) {
    if (updated[component] === 1) {
      const covariance = dense(dimension, dimension, covariances.slice(component * square, (component + 1) * square));
      const { precision, raised } = flooredPrecision(covariance, floor);
      model.precisions.set(precision.data, component * square);
      raisedInAll += raised;
    }
    rows.data.set(quadraticRows(component, model).data, (component - start) * width);
  }
  return { quadratic: packed(gram(rows)), raised: raisedInAll };
}

/** The inverse comes transposed: then rows meet rows. */
function transform(start: number, end: number, inverse: Dense): UpdateAnswer {
  for (let component = start; component < end; component++) {
    const rows = dense(dimension, size, model.projections.slice(component * width, (component + 1) * width));
    model.projections.set(rowProducts(rows, inverse).data, component * width);
  }
  return {};
}
