import type { tf } from '../engine/tf';
import type { Parameter } from './parameter';
import type { Pass } from './pass';

/** A piece of a network: what it needs, and a pure function of tensors that asks the pass for it by name. */
export interface Layer<Input extends tf.Tensor, Output extends tf.Tensor = Input> {
  readonly parameters: readonly Parameter[];
  apply(pass: Pass, x: Input): Output;
}
