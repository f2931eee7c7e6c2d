import type { z } from 'zod';
import type { Component } from '../../core/registry';
import type { tf } from '../../engine/tf';

/** What one update of one weight reads; scalars are tensors, so that a compiled step never holds them as constants. */
export interface UpdateInput {
  readonly weight: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
  readonly learningRate: tf.Scalar;
  /** 1 for the first update. */
  readonly step: tf.Scalar;
  /** Whether weight decay acts on this weight: not on biases and batch-norm scales. */
  readonly decays: boolean;
}

export interface UpdateOutput {
  readonly weight: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
}

/** A pure update rule; each slot has the weight's shape and starts at 0. */
export interface Optimizer {
  readonly slots: readonly string[];
  update(input: UpdateInput): UpdateOutput;
}

export interface OptimizerComponent<Schema extends z.ZodObject = z.ZodObject> extends Component<Schema> {
  build(options: z.output<Schema>): Optimizer;
}
