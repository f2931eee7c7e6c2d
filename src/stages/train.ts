import { openShards, type ShardIndex } from '../audio/shards';
import type { AugmentationChoice } from '../augment/chain';
import type { Report } from '../core/events';
import type { Seconds } from '../core/units';
import type { Feature } from '../features/feature';
import type { Loss } from '../losses/loss';
import type { SpeakerModel } from '../models/speaker-model';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import { type Batches, startBatches } from '../training/batches';
import { loadLastCheckpoint, saveCheckpoint } from '../training/checkpoint';
import { runTraining, type TrainingState } from '../training/loop';
import type { Optimizer } from '../training/optimizers/optimizer';
import type { Moment, Schedule } from '../training/schedules/schedule';
import { startState, stateLayout } from '../training/step';
import { initialWeights, saveWeights } from '../training/weights';

/** Loads TensorFlow unless it is loaded; a stage that turns out fresh never waits for it. */
export type Engine = () => Promise<unknown>;

/** What a recipe says of training, with its parts built. */
export interface TrainingPlan {
  readonly feature: Feature;
  readonly model: SpeakerModel;
  /** Made when the number of classes is known: from the data, never typed. */
  readonly loss: (classes: number) => Loss;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly marginAt: (full: number, moment: Moment) => number;
  readonly epochs: number;
  readonly batch: number;
  readonly crop: Seconds;
  readonly cropsPerUtterance: number;
  readonly sampling: 'utterances' | 'speakers';
  readonly augment: readonly AugmentationChoice[];
  readonly clipNorm: number;
  readonly precision: 'fp32' | 'bf16';
  readonly workers: number;
  readonly checkpointSteps: number;
  readonly seed: number;
  readonly engine: Engine;
}

export interface StageDescription {
  readonly settings: unknown;
  readonly code: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
}

/** The network as it starts: what training begins from, and a row of its own in tables. */
export function initialise(
  { model, seed }: Pick<TrainingPlan, 'model' | 'seed'>,
  { settings, code }: StageDescription,
): StageMaking<'network'> {
  return defineStage({
    name: 'initialise',
    settings,
    code: ['stages/train', ...code],
    makes: { network: 'untrained/network.safetensors' },
    async run(io, made) {
      saveWeights(io.path(made.network), initialWeights(model.parameters, seed));
    },
  });
}

/** Trains on the shards and keeps the network; goes on from the last checkpoint of the same settings. */
export function train(
  plan: TrainingPlan,
  shards: Artifact,
  { settings, code, versions }: StageDescription,
): StageMaking<'network'> {
  return defineStage({
    name: 'train',
    settings,
    reads: [shards],
    code: ['stages/train', ...code],
    versions,
    resumable: true,
    work: 'checkpoints',
    makes: { network: 'network.safetensors' },
    async run(io, made) {
      await plan.engine();
      const index = openShards(io.path(shards));
      const { report, signal } = io;
      const start = await resume(plan, index, io.work, io.identity, report);
      const metrics = io.metrics(start.state.step);
      try {
        const { classes, batchesPerEpoch } = start.batches;
        report({ type: 'note', text: `train: ${index.count} utterances of ${classes} speakers, ${start.steps} steps` });
        const loss = plan.loss(classes);
        const last = await runTraining(start.state, {
          ...plan,
          loss,
          marginAt: moment => plan.marginAt(loss.margin, moment),
          samples: samplesOf(plan),
          steps: start.steps,
          stepsPerEpoch: batchesPerEpoch,
          next: start.batches.next,
          save: state => saveCheckpoint(io.work, { ...state, state: { identity: io.identity } }, { report }),
          log: metrics.append,
          report,
          signal,
        });
        const names = new Set(plan.model.parameters.map(({ name }) => name));
        saveWeights(io.path(made.network), new Map([...last.tensors].filter(([name]) => names.has(name))));
      } finally {
        await start.batches.close();
        index.close();
      }
    },
  });
}

function samplesOf({ crop, feature }: TrainingPlan): number {
  return Math.round(crop * feature.sampleRate);
}

/** The last good checkpoint and the batches that follow it, or step 0. */
async function resume(
  plan: TrainingPlan,
  shards: ShardIndex,
  directory: string,
  identity: string,
  report: Report,
): Promise<{ readonly state: TrainingState; readonly batches: Batches; readonly steps: number }> {
  const usable = loadLastCheckpoint(directory, { report, identity });
  const open = (startAt: { epoch: number; batch: number }): Batches =>
    startBatches({
      shards,
      crop: samplesOf(plan),
      batch: plan.batch,
      workers: plan.workers,
      seed: plan.seed,
      epochs: Math.ceil(plan.epochs),
      startAt,
      augment: plan.augment,
      sampling: plan.sampling,
      cropsPerUtterance: plan.cropsPerUtterance,
    });
  const first = open({ epoch: 0, batch: 0 });
  const { batchesPerEpoch, classes } = first;
  const steps = Math.round(plan.epochs * batchesPerEpoch);
  if (usable === undefined) {
    const parts = { ...plan, loss: plan.loss(classes) };
    return { state: startState(stateLayout(parts), plan.seed), batches: first, steps };
  }
  await first.close();
  report({ type: 'note', text: `train: goes on from step ${usable.step} of ${steps}` });
  const startAt = { epoch: Math.floor(usable.step / batchesPerEpoch), batch: usable.step % batchesPerEpoch };
  return { state: usable, batches: open(startAt), steps };
}
