import { openShards } from '../audio/shards';
import type { AugmentationChoice } from '../augment/chain';
import type { Backend } from '../backends/backend';
import type { Report } from '../core/events';
import type { Seconds } from '../core/units';
import type { Precision } from '../engine/compile';
import type { Feature } from '../features/feature';
import type { Loss } from '../losses/loss';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import type { AverageRule } from '../training/average';
import type { ValidationRule } from '../training/monitor';
import type { Optimizer } from '../training/optimizers/optimizer';
import type { Moment, Schedule } from '../training/schedules/schedule';
import type { SpecAugmentOptions } from '../training/spec-augment';
import { saveWeights } from '../training/weights';
import { openSources } from './open-sources';
import { type Beginning, startFiles, startingWeights } from './starting-weights';
import { runPlan } from './training-run';

/** Loads TensorFlow unless it is loaded; a stage that turns out fresh never waits for it. */
export type Engine = (report: Report) => Promise<unknown>;

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
  readonly sampling: 'utterances' | 'speakers' | 'pairs';
  readonly augment: readonly AugmentationChoice[];
  readonly specAugment: SpecAugmentOptions | undefined;
  readonly clipNorm: number;
  readonly precision: Precision;
  readonly workers: number;
  readonly checkpointSteps: number;
  /** Steps from one row of metrics.jsonl to the next. */
  readonly logSteps: number;
  /** How the development list is measured; `precision` is the network's there. */
  readonly validation: (Omit<ValidationRule, 'evaluate'> & { backend: Backend; precision: Precision }) | undefined;
  readonly average: AverageRule | undefined;
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

/** What prepare made of a trial list. */
export interface PreparedTrials {
  readonly shards: Artifact;
  readonly trials: Artifact;
  readonly models: Artifact;
}

export interface TrainInputs {
  readonly shards: Artifact;
  /** The corpus that the speakers are of; absent where their names begin with it, as those of several corpora do. */
  readonly corpus: string | undefined;
  /** The folders that augmentations name, prepared; absent where they name none. */
  readonly sounds: Artifact | undefined;
  /** The development list; where the plan has a rule for it. */
  readonly development: PreparedTrials | undefined;
  /** What the check stage says: no hour goes into training on speakers of a trial list, however training is asked for. */
  readonly verdict: Artifact;
}

/** Trains on the shards and keeps network and class vectors; goes on from the last checkpoint of the same settings. */
export function train(
  plan: TrainingPlan,
  inputs: TrainInputs,
  { settings, code, versions }: StageDescription,
): StageMaking<'network' | 'classes'> {
  const { shards, sounds, development, verdict } = inputs;
  return defineStage({
    name: 'train',
    settings,
    files: startFiles(plan),
    // The verdict is the same words whatever was checked: another trial list makes no training stale.
    reads: [
      ...[shards, verdict],
      ...(sounds === undefined ? [] : [sounds]),
      ...(development === undefined ? [] : [development.shards, development.trials, development.models]),
    ],
    code: ['stages/train', ...code],
    versions,
    resumable: true,
    work: 'checkpoints',
    makes: { network: 'network.safetensors', classes: 'classes.safetensors' },
    async run(io, made) {
      await plan.engine(io.report);
      const index = openShards(io.path(shards));
      const sources = sounds === undefined ? {} : openSources(plan.augment, io.path(sounds));
      try {
        await runPlan(plan, {
          io,
          shards: index,
          sources,
          corpus: inputs.corpus,
          development: development && {
            shards: io.path(development.shards),
            trials: io.path(development.trials),
            models: io.path(development.models),
          },
          network: io.path(made.network),
          classes: io.path(made.classes),
        });
      } finally {
        for (const opened of [index, ...Object.values(sources)]) opened.close();
      }
    },
  });
}
