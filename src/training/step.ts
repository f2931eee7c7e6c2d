import { tf } from '../engine/tf';
import { type Parameter, sizeOf } from '../layers/parameter';
import { makePass } from '../layers/pass';
import type { Loss } from '../losses/loss';
import type { SpeakerModel } from '../models/speaker-model';
import type { Optimizer } from './optimizers/optimizer';
import { initialWeights, type StoredWeights } from './weights';

/** What a training step is made of; everything that changes from step to step is a {@link StepInput} instead. */
export interface StepParts {
  readonly model: SpeakerModel;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** Largest L2 norm of all gradients together; larger ones are scaled down. 0 = no limit. */
  readonly clipNorm: number;
}

/** The tensors in front of the weights, in this order. */
export interface StepInput {
  readonly features: tf.Tensor3D; // [batch, frames, dimension]
  readonly labels: tf.Tensor1D; // int32 [batch]
  readonly learningRate: tf.Scalar;
  readonly margin: tf.Scalar;
  readonly step: tf.Scalar; // 1 for the first
}

/** Weights of model and loss, then every slot of every trained weight: what a step reads and gives back renewed. */
export interface StateLayout {
  readonly parameters: readonly Parameter[];
  readonly trained: readonly Parameter[];
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
  const trained = parameters.filter(parameter => parameter.trained);
  const slots = trained.flatMap(({ name, shape }) =>
    optimizer.slots.map(slot => ({ name: slotName(slot, name), shape })),
  );
  return { parameters, trained, slots, names: [...parameters, ...slots].map(({ name }) => name) };
}

/** What training begins with: drawn weights, slots of zeros. */
export function startState(layout: StateLayout, seed: number): { readonly step: 0; readonly tensors: StoredWeights } {
  const weights = initialWeights(layout.parameters, seed);
  const slots = layout.slots.map(
    ({ name, shape }) => [name, { shape, data: new Float32Array(sizeOf(shape)) }] as const,
  );
  return { step: 0, tensors: new Map([...weights, ...slots]) };
}

/** Figures that every step gives, in front of those of the loss. */
export const stepFigures = ['loss', 'accuracy', 'gradient_norm'] as const;

/**
 * One training step as a pure function of tensors, fit for {@link compile}:
 * [features, labels, learningRate, margin, step, …state] → [loss, accuracy, gradient norm, …figures of the loss, …new state].
 * `onFigures` hears the names of all figures whenever the function itself runs, that is when it is traced.
 */
export function trainingStep(
  parts: StepParts,
  onFigures: (names: readonly string[]) => void,
): (inputs: readonly tf.Tensor[]) => tf.Tensor[] {
  const layout = stateLayout(parts);
  return inputs => {
    const [features, labels, learningRate, margin, step, ...state] = inputs as [
      tf.Tensor3D,
      tf.Tensor1D,
      tf.Scalar,
      tf.Scalar,
      tf.Scalar,
      ...tf.Tensor[],
    ];
    const before = new Map(layout.names.map((name, index) => [name, state[index] as tf.Tensor]));
    const forward = gradients(parts, layout, before, { features, labels, margin });
    onFigures([...stepFigures, ...forward.figures.keys()]);
    const norm = globalNorm(forward.gradients);
    const scale = parts.clipNorm > 0 ? tf.minimum(1, tf.div(parts.clipNorm, tf.add(norm, 1e-6))) : undefined;

    const after = new Map(forward.updates);
    for (const [index, parameter] of layout.trained.entries()) {
      const raw = forward.gradients[index] as tf.Tensor;
      const slots = parts.optimizer.slots.map(slot => before.get(slotName(slot, parameter.name)) as tf.Tensor);
      const updated = parts.optimizer.update({
        weight: before.get(parameter.name) as tf.Tensor,
        gradient: scale === undefined ? raw : tf.mul(raw, scale),
        slots,
        learningRate,
        step,
        decays: parameter.decay,
      });
      after.set(parameter.name, updated.weight);
      for (const [place, slot] of parts.optimizer.slots.entries()) {
        after.set(slotName(slot, parameter.name), updated.slots[place] as tf.Tensor);
      }
    }
    const renewed = layout.names.map(name => after.get(name) ?? tf.clone(before.get(name) as tf.Tensor));
    return [forward.loss, forward.correct, norm, ...forward.figures.values(), ...renewed];
  };
}

interface Gradients {
  readonly loss: tf.Tensor;
  readonly correct: tf.Tensor;
  readonly figures: ReadonlyMap<string, tf.Tensor>;
  readonly gradients: readonly tf.Tensor[];
  /** New batch-norm statistics. */
  readonly updates: ReadonlyMap<string, tf.Tensor>;
}

function gradients(
  { model, loss }: StepParts,
  layout: StateLayout,
  before: ReadonlyMap<string, tf.Tensor>,
  { features, labels, margin }: Pick<StepInput, 'features' | 'labels' | 'margin'>,
): Gradients {
  let aside:
    | { correct: tf.Tensor; figures: ReadonlyMap<string, tf.Tensor>; updates: ReadonlyMap<string, tf.Tensor> }
    | undefined;
  const trained = layout.trained.map(({ name }) => before.get(name) as tf.Tensor);
  const { value, grads } = tf.valueAndGrads((...weights: tf.Tensor[]) => {
    const all = new Map(before);
    for (const [index, { name }] of layout.trained.entries()) all.set(name, weights[index] as tf.Tensor);
    const pass = makePass(all, 'train');
    const embedding = model.forward(pass, features);
    const result = loss.forward(pass, embedding, labels, margin);
    // tf.valueAndGrads disposes all but the value: what is wanted beside it is kept, and freed by the caller's tidy.
    const figures = new Map(Object.entries(result.statistics).map(([name, figure]) => [name, tf.keep(figure)]));
    aside = { correct: tf.keep(result.correct), figures, updates: pass.updates };
    return result.loss;
  })(trained);
  if (aside === undefined) throw new Error('trainingStep: the forward pass did not run');
  return { loss: value, gradients: grads, ...aside };
}

function globalNorm(tensors: readonly tf.Tensor[]): tf.Scalar {
  return tf.sqrt(tf.addN(tensors.map(tensor => tf.sum(tf.square(tensor))))) as tf.Scalar;
}
