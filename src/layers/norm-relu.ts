import { tf } from '../engine/tf';
import { batchNorm } from './batch-norm';
import type { Layer } from './layer';

/** Batch norm, then ReLU: [batch, time, frequency, channels] → the same. `<name>.batchnorm`, as 3D-Speaker and wespeaker name it. */
export function normRelu(name: string, channels: number): Layer<tf.Tensor4D> {
  const norm = batchNorm(`${name}.batchnorm`, channels);
  return { parameters: norm.parameters, apply: (pass, x) => tf.relu(norm.apply(pass, x)) };
}
