import { tf } from '../engine/tf';
import type { Layer } from './layer';
import { weightAndBias } from './weight-and-bias';

/**
 * x · W + b: [batch, inputs] → [batch, outputs]. `<name>.weight` is [inputs, outputs], the transpose of PyTorch's Linear;
 * start as torch/nn/modules/linear.py.
 */
export function linear(name: string, inputs: number, outputs: number, hasBias = true): Layer<tf.Tensor2D> {
  const { weight, bias } = weightAndBias(name, [inputs, outputs], inputs);
  return {
    parameters: hasBias ? [weight, bias] : [weight],
    apply(pass, x) {
      const y = tf.matMul<tf.Tensor2D>(x, pass.weight(weight.name).as2D(inputs, outputs));
      return hasBias ? tf.add<tf.Tensor2D>(y, pass.weight(bias.name)) : y;
    },
  };
}
