import { type Initializer, kaimingUniform } from './init';
import type { Parameter } from './parameter';

/** The two arrays of an affine map; the last axis of `shape` is its outputs. */
export interface WeightAndBias {
  readonly weight: Parameter;
  readonly bias: Parameter;
}

/**
 * `<name>.weight` and `<name>.bias` with the start of PyTorch's Linear and Conv (torch/nn/modules/linear.py, conv.py), unless told
 * another for the weight. `fanIn`: how many inputs each output sums.
 */
export function weightAndBias(
  name: string,
  shape: readonly number[],
  fanIn: number,
  init: Initializer = kaimingUniform(shape, fanIn),
): WeightAndBias {
  const outputs = [shape.at(-1) ?? 0];
  return {
    weight: { name: `${name}.weight`, shape, trained: true, decay: true, init },
    bias: { name: `${name}.bias`, shape: outputs, trained: true, decay: false, init: kaimingUniform(outputs, fanIn) },
  };
}

/** The same layer with another start of its weights; its biases start as they did. */
export function withWeightInit<L extends { readonly parameters: readonly Parameter[] }>(
  layer: L,
  init: Initializer,
): L {
  const parameters = layer.parameters.map(one => (one.name.endsWith('.weight') ? { ...one, init } : one));
  return { ...layer, parameters };
}
