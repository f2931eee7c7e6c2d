import type { ShardIndex } from '../audio/shards';
import { DataError } from '../core/errors';
import { type Batches, startBatches } from '../training/batches';
import type { TrainingPlan } from './train';

/** Samples of a crop. */
export function samplesOf({ crop, feature }: Pick<TrainingPlan, 'crop' | 'feature'>): number {
  return Math.round(crop * feature.sampleRate);
}

export interface StepCounts {
  readonly steps: number;
  /** Not whole where batches of two epochs make one step. */
  readonly stepsPerEpoch: number;
}

/** The steps of a training; batches that are left over at its end make none. Throws DataError where there is not one step. */
export function stepCounts(
  { epochs, accumulate }: Pick<TrainingPlan, 'epochs' | 'accumulate'>,
  batchesPerEpoch: number,
): StepCounts {
  const batches = Math.round(epochs * batchesPerEpoch);
  const steps = Math.floor(batches / accumulate);
  if (epochs > 0 && steps === 0) {
    throw new DataError({
      what: 'too few batches for one step',
      where: 'training',
      expected: `at least ${accumulate} batches in ${epochs} epochs`,
      found: String(batches),
      remedy: 'make training.batch or training.accumulate smaller, or training.epochs larger',
    });
  }
  return { steps, stepsPerEpoch: batchesPerEpoch / accumulate };
}

export interface BatchSources {
  readonly shards: ShardIndex;
  /** Of the folders that augmentations name. */
  readonly sources: Readonly<Record<string, ShardIndex>>;
  readonly batchesPerEpoch: number;
}

/** The batches that follow so many steps. */
export function batchesAfter(
  plan: TrainingPlan,
  { shards, sources, batchesPerEpoch }: BatchSources,
  steps: number,
): Batches {
  const { batch, workers, seed, augment, sampling, cropsPerUtterance } = plan;
  const done = steps * plan.accumulate;
  return startBatches({
    shards,
    sources,
    crop: samplesOf(plan),
    batch,
    workers,
    seed,
    epochs: Math.ceil(plan.epochs),
    startAt: { epoch: Math.floor(done / batchesPerEpoch), batch: done % batchesPerEpoch },
    augment,
    sampling,
    cropsPerUtterance,
  });
}
