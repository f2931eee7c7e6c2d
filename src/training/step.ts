import type { Step } from '../engine/compile';
import { tf } from '../engine/tf';
import { gradientsOf, named } from './gradients';
import { type StateLayout, type StepParts, stateLayout } from './state-layout';
import { update } from './update';

/** Figures that every step gives, in front of those of the loss. */
export const stepFigures = ['loss', 'accuracy', 'gradient_norm'] as const;

/** Hears the names of the figures that a step gives, whenever the function itself runs, that is when it is traced. */
export type OnFigures = (names: readonly string[]) => void;

/**
 * One training step as a pure function of tensors, fit for compile():
 * [features, labels, margin, learning rate, step (1 for the first), …state] → [loss, accuracy, gradient norm, …figures of the loss, …new state].
 */
export function trainingStep(parts: StepParts, onFigures: OnFigures): Step {
  const layout = stateLayout(parts);
  return inputs => {
    const [features, labels, margin, learningRate, step, ...state] = inputs as [
      tf.Tensor3D,
      tf.Tensor1D,
      tf.Scalar,
      tf.Scalar,
      tf.Scalar,
      ...tf.Tensor[],
    ];
    const before = byName(layout.names, state);
    const forward = gradientsOf(parts, layout, before, { features, labels, margin });
    onFigures([...stepFigures, ...forward.figures.keys()]);
    const { norm, renewed } = update(parts, layout, before, forward.gradients, { learningRate, step });
    const after = new Map([...forward.updates, ...renewed]);
    return [forward.loss, forward.correct, norm, ...forward.figures.values(), ...inOrder(layout.names, after, before)];
  };
}

/**
 * The first half of a step on several batches, run once for each: its gradients are added to the sums.
 * [features, labels, margin, …weights, …sums] → [loss, accuracy, …figures of the loss, …new batch-norm statistics, …new sums].
 */
export function accumulatingStep(parts: StepParts, onFigures: OnFigures): Step {
  const layout = stateLayout(parts);
  const names = layout.parameters.map(({ name }) => name);
  return inputs => {
    const [features, labels, margin, ...rest] = inputs as [tf.Tensor3D, tf.Tensor1D, tf.Scalar, ...tf.Tensor[]];
    const weights = byName(names, rest);
    const sums = rest.slice(names.length);
    const forward = gradientsOf(parts, layout, weights, { features, labels, margin });
    onFigures(['loss', 'accuracy', ...forward.figures.keys()]);
    const statistics = inOrder(untrainedNames(layout), forward.updates, weights);
    const added = forward.gradients.map((gradient, index) => tf.add(sums[index] as tf.Tensor, gradient));
    return [forward.loss, forward.correct, ...forward.figures.values(), ...statistics, ...added];
  };
}

/**
 * The second half: the update by the mean of the gradients, which is the gradient of the mean loss of all the batches.
 * [learning rate, step, …sums, …state] → [gradient norm, …new trained weights, …new slots].
 */
export function updatingStep(parts: StepParts, batches: number): Step {
  const layout = stateLayout(parts);
  const changed = changedNames(layout);
  return inputs => {
    const [learningRate, step, ...rest] = inputs as [tf.Scalar, tf.Scalar, ...tf.Tensor[]];
    const means = rest.slice(0, layout.trained.length).map(sum => tf.mul(sum, 1 / batches));
    const before = byName(layout.names, rest.slice(layout.trained.length));
    const { norm, renewed } = update(parts, layout, before, means, { learningRate, step });
    return [norm, ...inOrder(changed, renewed, before)];
  };
}

/** What an update renews: all but the batch-norm statistics. */
export function changedNames({ trained, slots }: StateLayout): string[] {
  return [...trained, ...slots].map(({ name }) => name);
}

export function untrainedNames({ untrained }: StateLayout): string[] {
  return untrained.map(({ name }) => name);
}

function byName(names: readonly string[], tensors: readonly tf.Tensor[]): Map<string, tf.Tensor> {
  return new Map(names.map((name, index) => [name, tensors[index] as tf.Tensor]));
}

/** The new tensors; where there is none, the one from before. */
function inOrder(
  names: readonly string[],
  after: ReadonlyMap<string, tf.Tensor>,
  before: ReadonlyMap<string, tf.Tensor>,
): tf.Tensor[] {
  return names.map(name => after.get(name) ?? tf.clone(named(before, name)));
}
