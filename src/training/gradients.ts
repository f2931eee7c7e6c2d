import { tf } from '../engine/tf';
import { makePass } from '../layers/pass';
import type { StateLayout, StepParts } from './state-layout';

/** A batch on the device. */
export interface BatchInput {
  readonly features: tf.Tensor3D; // [batch, frames, dimension]
  readonly labels: tf.Tensor1D; // int32 [batch]
  readonly margin: tf.Scalar;
}

/** What one walk forward and back gives. */
export interface Gradients {
  readonly loss: tf.Tensor;
  readonly correct: tf.Tensor;
  readonly figures: ReadonlyMap<string, tf.Tensor>;
  /** Of the mean loss of the batch, one for each trained parameter of the layout. */
  readonly gradients: readonly tf.Tensor[];
  /** New batch-norm statistics. */
  readonly updates: ReadonlyMap<string, tf.Tensor>;
}

/** Loss and gradients of one batch under the given weights. */
export function gradientsOf(
  { model, loss }: Pick<StepParts, 'model' | 'loss'>,
  layout: StateLayout,
  weights: ReadonlyMap<string, tf.Tensor>,
  { features, labels, margin }: BatchInput,
): Gradients {
  let aside: Pick<Gradients, 'correct' | 'figures' | 'updates'> | undefined;
  const trained = layout.trained.map(({ name }) => named(weights, name));
  const { value, grads } = tf.valueAndGrads((...values: tf.Tensor[]) => {
    const all = new Map(weights);
    for (const [index, { name }] of layout.trained.entries()) all.set(name, values[index] as tf.Tensor);
    const pass = makePass(all, 'train');
    const embedding = model.forward(pass, features);
    const result = loss.forward(pass, embedding, labels, margin);
    // tf.valueAndGrads disposes all but the value: what is wanted beside it is kept, and freed by the caller's tidy.
    const figures = new Map(Object.entries(result.statistics).map(([name, figure]) => [name, tf.keep(figure)]));
    aside = { correct: tf.keep(result.correct), figures, updates: pass.updates };
    return result.loss;
  })(trained);
  if (aside === undefined) throw new Error('gradientsOf: the forward pass did not run');
  return { loss: value, gradients: grads, ...aside };
}

/** The tensor of that name; every name of the layout is there. */
export function named(tensors: ReadonlyMap<string, tf.Tensor>, name: string): tf.Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`the training state lacks ${name}`);
  return tensor;
}
