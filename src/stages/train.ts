import { openShards, type ShardIndex } from '../audio/shards';
import type { AugmentationChoice } from '../augment/chain';
import { DataError } from '../core/errors';
import type { Seconds } from '../core/units';
import type { Feature } from '../features/feature';
import type { Loss } from '../losses/loss';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import { startBatches } from '../training/batches';
import { loadLastCheckpoint, saveCheckpoint } from '../training/checkpoint';
import { runTraining, type TrainingState } from '../training/loop';
import type { Optimizer } from '../training/optimizers/optimizer';
import type { Moment, Schedule } from '../training/schedules/schedule';
import type { SpecAugmentOptions } from '../training/spec-augment';
import { startState, stateLayout } from '../training/state-layout';
import { trainingSet } from '../training/training-set';
import { saveWeights } from '../training/weights';
import { openSources } from './open-sources';
import { type Beginning, startFiles, startingWeights } from './starting-weights';

/** Loads TensorFlow unless it is loaded; a stage that turns out fresh never waits for it. */
export type Engine = () => Promise<unknown>;

/** What a recipe says of training, with its parts built. */
export interface TrainingPlan extends Beginning {
  readonly feature: Feature;
  /** Made when the number of classes is known: from the data, never typed. */
  readonly loss: (classes: number) => Loss;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly marginAt: (full: number, moment: Moment) => number;
  readonly epochs: number;
  readonly batch: number;
  /** Batches of a step. */
  readonly accumulate: number;
  readonly crop: Seconds;
  readonly cropsPerUtterance: number;
  readonly sampling: 'utterances' | 'speakers';
  readonly augment: readonly AugmentationChoice[];
  readonly specAugment: SpecAugmentOptions | undefined;
  readonly clipNorm: number;
  readonly precision: 'fp32' | 'bf16';
  readonly workers: number;
  readonly checkpointSteps: number;
  readonly engine: Engine;
}

export interface StageDescription {
  readonly settings: unknown;
  readonly code: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
}

/** The network as it starts: what training begins from, and a row of its own in tables. */
export function initialise(beginning: Beginning, { settings, code }: StageDescription): StageMaking<'network'> {
  return defineStage({
    name: 'initialise',
    settings,
    files: startFiles(beginning),
    code: ['stages/train', ...code],
    makes: { network: 'untrained/network.safetensors' },
    async run(io, made) {
      saveWeights(io.path(made.network), startingWeights(beginning));
    },
  });
}

export interface TrainInputs {
  readonly shards: Artifact;
  /** The folders that augmentations name, prepared; absent where they name none. */
  readonly sounds?: Artifact;
}

/** Trains on the shards and keeps the network; goes on from the last checkpoint of the same settings. */
export function train(
  plan: TrainingPlan,
  { shards, sounds }: TrainInputs,
  { settings, code, versions }: StageDescription,
): StageMaking<'network'> {
  return defineStage({
    name: 'train',
    settings,
    files: startFiles(plan),
    reads: [shards, ...(sounds === undefined ? [] : [sounds])],
    code: ['stages/train', ...code],
    versions,
    resumable: true,
    work: 'checkpoints',
    makes: { network: 'network.safetensors' },
    async run(io, made) {
      await plan.engine();
      const { report, signal } = io;
      const index = openShards(io.path(shards));
      const sources = sounds === undefined ? {} : openSources(plan.augment, io.path(sounds));
      try {
        const { classes, batchesPerEpoch } = trainingSet({ ...plan, shards: index });
        const { steps, stepsPerEpoch } = stepsOf(plan, batchesPerEpoch);
        report({ type: 'note', text: `train: ${index.count} utterances of ${classes} speakers, ${steps} steps` });
        const loss = plan.loss(classes);
        const saved = loadLastCheckpoint(io.work, { report, identity: io.identity });
        if (saved !== undefined) {
          report({ type: 'note', text: `train: goes on from step ${saved.step} of ${steps}` });
        }
        const start = saved ?? firstState(plan, loss);
        const metrics = io.metrics(start.step);
        const batches = startBatches(batchOptions(plan, index, sources, start.step * plan.accumulate, batchesPerEpoch));
        try {
          const last = await runTraining(start, {
            ...plan,
            loss,
            marginAt: moment => plan.marginAt(loss.margin, moment),
            samples: samplesOf(plan),
            steps,
            stepsPerEpoch,
            next: batches.next,
            save: state => saveCheckpoint(io.work, { ...state, state: { identity: io.identity } }, { report }),
            log: metrics.append,
            report,
            signal,
          });
          const names = new Set(plan.model.parameters.map(({ name }) => name));
          saveWeights(io.path(made.network), new Map([...last.tensors].filter(([name]) => names.has(name))));
        } finally {
          await batches.close();
        }
      } finally {
        for (const opened of [index, ...Object.values(sources)]) opened.close();
      }
    },
  });
}

/** Drawn weights of the loss, slots of zeros, and the network as it begins. */
function firstState(plan: TrainingPlan, loss: Loss): TrainingState {
  const drawn = startState(stateLayout({ ...plan, loss }), plan.seed);
  return { ...drawn, tensors: new Map([...drawn.tensors, ...startingWeights(plan)]) };
}

function samplesOf({ crop, feature }: TrainingPlan): number {
  return Math.round(crop * feature.sampleRate);
}

/** The steps of a training; batches that are left over at its end make none. */
function stepsOf(
  { epochs, accumulate }: TrainingPlan,
  batchesPerEpoch: number,
): { readonly steps: number; readonly stepsPerEpoch: number } {
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

/** The batches that follow so many of them. */
function batchOptions(
  plan: TrainingPlan,
  shards: ShardIndex,
  sources: Readonly<Record<string, ShardIndex>>,
  done: number,
  batchesPerEpoch: number,
): Parameters<typeof startBatches>[0] {
  const { batch, workers, seed, augment, sampling, cropsPerUtterance } = plan;
  return {
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
  };
}
