import type { z } from 'zod';
import type { Component } from '../core/registry';
import type { tf } from '../engine/tf';
import type { Parameter } from '../layers/parameter';
import type { Pass } from '../layers/pass';

export interface LossValue {
  /** Mean over the batch, natural logarithm. */
  readonly loss: tf.Scalar;
  /** Share of the batch whose own class has the highest logit, without margin; in [0, 1]. */
  readonly correct: tf.Scalar;
  /** Further figures of the batch by name, for the log. */
  readonly statistics: Readonly<Record<string, tf.Scalar>>;
}

/** A training criterion that classifies speakers; its class vectors are trained with the network. */
export interface Loss {
  readonly parameters: readonly Parameter[];
  /** The margin at the end of its schedule; 0 where the loss has none. */
  readonly margin: number;
  /** Pure; embedding [batch, embedding], labels int32 [batch] from 0; the margin of this step is a tensor, as it changes. */
  forward(pass: Pass, embedding: tf.Tensor2D, labels: tf.Tensor1D, margin: tf.Scalar): LossValue;
}

export interface LossContext {
  /** Length of the embedding. */
  readonly embedding: number;
  /** Number of training speakers. */
  readonly classes: number;
}

export interface LossComponent<Schema extends z.ZodObject = z.ZodObject> extends Component<Schema> {
  build(options: z.output<Schema>, context: LossContext): Loss;
}
