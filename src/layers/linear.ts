import { tf } from '../engine/tf';
import { kaimingUniform } from './init';
import type { Layer } from './layer';
import type { Parameter } from './parameter';

/**
 * x · W + b: [batch, inputs] → [batch, outputs]. `<name>.weight` is [inputs, outputs], the transpose of PyTorch's Linear;
 * start as torch/nn/modules/linear.py.
 */
export function linear(name: string, inputs: number, outputs: number, bias = true): Layer<tf.Tensor2D> {
  const shape = [inputs, outputs];
  const weight: Parameter = {
    name: `${name}.weight`,
    shape,
    trained: true,
    decay: true,
    init: kaimingUniform(shape, inputs),
  };
  const offset: Parameter = {
    name: `${name}.bias`,
    shape: [outputs],
    trained: true,
    decay: false,
    init: kaimingUniform([outputs], inputs),
  };
  return {
    parameters: bias ? [weight, offset] : [weight],
    apply(pass, x) {
      const y = tf.matMul<tf.Tensor2D>(x, pass.weight(weight.name).as2D(inputs, outputs));
      return bias ? tf.add<tf.Tensor2D>(y, pass.weight(offset.name)) : y;
    },
  };
}
