import type { Compiled, Step } from '../engine/compile';
import type { tf } from '../engine/tf';
import type { Feature } from '../features/feature';
import type { Batch } from './batches';
import type { DeviceState } from './device-state';
import type { SpecAugmentOptions } from './spec-augment';
import type { StateLayout, StepParts } from './state-layout';

export interface TrainerOptions extends StepParts {
  readonly feature: Feature;
  /** Crops of a batch, samples of a crop. */
  readonly batch: number;
  readonly samples: number;
  /** Batches of a step. */
  readonly accumulate: number;
  readonly specAugment?: SpecAugmentOptions | undefined;
  readonly seed: number;
  readonly precision: 'fp32' | 'bf16';
  readonly onFallback: (reason: string) => void;
}

/** What changes from step to step beside the batches. */
export interface StepScalars {
  /** Steps done before this one. */
  readonly step: number;
  readonly learningRate: number;
  readonly margin: number;
}

/** Takes the batches of one step; the figures of the step by name, those of several batches as their means. */
export type Advance = (next: () => Promise<Batch>, scalars: StepScalars) => Promise<Record<string, number>>;

/** What the two ways of taking a step share. */
export interface Workbench {
  readonly options: TrainerOptions;
  readonly layout: StateLayout;
  readonly state: DeviceState;
  /** [waves] → features with the masks of the batch; `place` counts all batches of the training. */
  extract(batch: Batch, place: number): tf.Tensor;
  /** Compiles a part of the step; freed with the trainer. */
  compiled(name: string, step: Step): Compiled;
}

/** The first outputs of a step as numbers. */
export function readFigures(names: readonly string[], outputs: readonly tf.Tensor[]): Record<string, number> {
  return Object.fromEntries(names.map((name, index) => [name, outputs[index]?.dataSync()[0] ?? Number.NaN]));
}
