import { lookUp } from '../../src/core/registry';
import { tf } from '../../src/engine/tf';
import { makePass } from '../../src/layers/pass';
import { losses } from '../../src/losses';
import type { Loss, LossComponent, LossContext } from '../../src/losses/loss';

/** A loss by its registry name, its options checked and completed by its own schema. */
export function buildLoss(name: string, options: unknown, context: LossContext): Loss {
  const component: LossComponent = lookUp<LossComponent>(losses, name, 'loss');
  return component.build(component.options.parse(options), context);
}

export interface Evaluated {
  readonly value: number;
  readonly correct: number;
  readonly statistics: Readonly<Record<string, number>>;
  /** By name of the weight, and of `embedding`; row-major. */
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

export interface Point {
  readonly embedding: readonly (readonly number[])[];
  readonly weights: Readonly<Record<string, readonly (readonly number[])[] | readonly number[]>>;
  readonly labels: readonly number[];
  readonly margin: number;
}

/** Value, figures and gradients of a loss at a point. */
export function evaluate(loss: Loss, { embedding, weights, labels, margin }: Point): Evaluated {
  return tf.tidy(() => {
    const names = loss.parameters.map(({ name }) => name);
    const tensors = names.map(name => tf.tensor(weights[name] as tf.TensorLike));
    const pass = makePass(new Map(names.map((name, index) => [name, tensors[index] as tf.Tensor])), 'train');
    let figures = { correct: Number.NaN, statistics: {} as Record<string, number> };
    const { value, grads } = tf.valueAndGrads((x: tf.Tensor) => {
      const found = loss.forward(pass, x as tf.Tensor2D, tf.tensor1d([...labels], 'int32'), tf.scalar(margin));
      const statistics = Object.entries(found.statistics).map(([name, figure]) => [name, figure.dataSync()[0]]);
      figures = { correct: found.correct.dataSync()[0] ?? Number.NaN, statistics: Object.fromEntries(statistics) };
      return found.loss;
    })([tf.tensor2d(embedding.map(row => [...row])), ...tensors]);
    const gradients = ['embedding', ...names].map((name, index) => [name, [...(grads[index]?.dataSync() ?? [])]]);
    return { value: value.dataSync()[0] ?? Number.NaN, ...figures, gradients: Object.fromEntries(gradients) };
  });
}
