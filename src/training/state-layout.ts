import { type Parameter, sizeOf } from '../layers/parameter';
import type { Loss } from '../losses/loss';
import type { SpeakerModel } from '../models/speaker-model';
import type { Optimizer } from './optimizers/optimizer';
import { initialWeights, type StoredWeights } from './weights';

/** What a training step is made of; everything that changes from step to step is an input of the step instead. */
export interface StepParts {
  readonly model: SpeakerModel;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** Largest L2 norm of all gradients together; larger ones are scaled down. 0 = no limit. */
  readonly clipNorm: number;
}

/** Weights of model and loss, then every slot of every trained weight: what a step reads and gives back renewed. */
export interface StateLayout {
  readonly parameters: readonly Parameter[];
  readonly trained: readonly Parameter[];
  /** Batch-norm statistics, and what is frozen. */
  readonly untrained: readonly Parameter[];
  readonly slots: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** Names of all state tensors in the order in which a step takes and returns them. */
  readonly names: readonly string[];
}

/** `slot momentum of conv1.weight` in a checkpoint. */
export function slotName(slot: string, parameter: string): string {
  return `optimizer.${slot}.${parameter}`;
}

export function stateLayout({ model, loss, optimizer }: StepParts): StateLayout {
  const parameters = [...model.parameters, ...loss.parameters];
  const isTrained = ({ trained, frozen = false }: Parameter): boolean => trained && !frozen;
  const trained = parameters.filter(isTrained);
  const untrained = parameters.filter(parameter => !isTrained(parameter));
  const slots = trained.flatMap(({ name, shape }) =>
    optimizer.slots.map(slot => ({ name: slotName(slot, name), shape })),
  );
  return { parameters, trained, untrained, slots, names: [...parameters, ...slots].map(({ name }) => name) };
}

/** What training begins with: drawn weights, slots of zeros. */
export function startState(layout: StateLayout, seed: number): { readonly step: 0; readonly tensors: StoredWeights } {
  const weights = initialWeights(layout.parameters, seed);
  const slots = layout.slots.map(
    ({ name, shape }) => [name, { shape, data: new Float32Array(sizeOf(shape)) }] as const,
  );
  return { step: 0, tensors: new Map([...weights, ...slots]) };
}
