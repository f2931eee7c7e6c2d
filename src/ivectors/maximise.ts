import { dense, transposed } from '../algebra/dense';
import { eigenOf } from '../algebra/eigen';
import { flooredEigenvalues } from '../algebra/floored';
import { packedSize, unpacked } from '../algebra/packed';
import { compiledModule } from '../core/package-root';
import { startWorkers } from '../core/worker-pool';
import { type Scatter, varianceFloor } from './component-update';
import type { LatentSums } from './latent-sums';
import { updatePrior } from './prior-update';
import type { TotalVariability } from './total-variability';
import type { UpdateAnswer, UpdateTask, UpdateWorkerData } from './update-worker';

/** Components of a task: fixed, so that sums over them do not depend on the number of threads. */
const span = 16;
/** Tasks for each of them, one after the other: see {@link UpdateTask}. */
const parts = 3;

export interface Maximised {
  readonly model: TotalVariability;
  /** Components that had too few frames to be updated. */
  readonly kept: number;
  /** Directions of covariances that were raised to the floor. */
  readonly raised: number;
}

/**
 * The M-step in double precision, spread over worker threads by component: projections, covariances, then the coordinates of w (kaldi
 * src/ivector/ivector-extractor.cc, Update). The model's own arrays are overwritten; they, and the sums, are in shared memory. About
 * components · size² · (size / 4 + 3 · dimension) multiplications. `watch` is told how much of it is done, from 0 to 1.
 */
export async function maximise(
  model: TotalVariability,
  sums: LatentSums,
  scatter: Scatter,
  threads: number,
  watch: (share: number) => void = () => {},
): Promise<Maximised> {
  const { size, dimension } = model;
  const components = model.weights.length;
  const covariances = new Float64Array(new SharedArrayBuffer(8 * components * dimension * dimension));
  const updated = new Uint8Array(new SharedArrayBuffer(components));
  const data: UpdateWorkerData = { model, sums, scatter, covariances, updated };
  const workers = startWorkers<UpdateTask, UpdateAnswer>({
    file: compiledModule('ivectors/update-worker'),
    threads: Math.min(threads, Math.ceil(components / span)),
    data,
  });
  const starts = Array.from({ length: Math.ceil(components / span) }, (_, index) => index * span);
  let tasks = 0;
  const all = (part: (range: { start: number; end: number }) => UpdateTask): Promise<UpdateAnswer[]> =>
    Promise.all(
      starts.map(async start => {
        const answer = await workers.run(part({ start, end: Math.min(start + span, components) }));
        watch(++tasks / (parts * starts.length));
        return answer;
      }),
    );
  try {
    await all(range => ({ ...range, part: 'projections' }));
    const floor = floorOf(sums.counts, covariances, updated, dimension);
    const answers = await all(range => ({ ...range, part: 'precisions', floor }));
    const quadratic = new Float64Array(packedSize(size));
    for (const { quadratic: part = [] } of answers) {
      part.forEach((value, at) => {
        quadratic[at]! += value;
      });
    }
    const prior = updatePrior(sums, model.offset, unpacked(quadratic, size));
    const inverse = transposed(prior.inverse).data;
    await all(range => ({ ...range, part: 'transform', inverse }));
    return {
      model: { ...model, offset: prior.offset },
      kept: updated.reduce((sum, mark) => sum + 1 - mark, 0),
      raised: answers.reduce((sum, { raised = 0 }) => sum + raised, 0),
    };
  } finally {
    await workers.close();
  }
}

/** A share of the average covariance, not singular. */
function floorOf(
  counts: Float64Array,
  covariances: Float64Array,
  updated: Uint8Array,
  dimension: number,
): Float64Array {
  const square = dimension * dimension;
  const floor = dense(dimension, dimension);
  let total = 0;
  updated.forEach((mark, component) => {
    if (mark === 0) return;
    const count = counts[component]!;
    total += count;
    for (let at = 0; at < square; at++) floor.data[at]! += count * covariances[component * square + at]!;
  });
  for (let at = 0; at < square; at++) floor.data[at]! *= varianceFloor / total;
  return flooredEigenvalues(floor, (eigenOf(floor).values[0] ?? 0) * 1e-4).matrix.data;
}
