import { tf } from '../engine/tf';
import { batchNorm } from './batch-norm';
import { type Conv1dOptions, conv1d } from './conv1d';
import type { Layer } from './layer';

export interface ConvReluNormOptions extends Conv1dOptions {
  /** Whether batch norm has scale and offset. */
  readonly affine?: boolean;
  /** What the convolution is called: `conv` by default. */
  readonly called?: string;
}

/** Time-delay layer: convolution over time, ReLU, batch norm, in this order: [batch, time, 1, inputs] → [batch, time', 1, outputs]. */
export function convReluNorm(name: string, options: ConvReluNormOptions): Layer<tf.Tensor4D> {
  const { affine = true, called = 'conv', ...shape } = options;
  const convolution = conv1d(`${name}.${called}`, shape);
  const norm = batchNorm(`${name}.bn`, shape.outputs, { affine });
  return {
    parameters: [...convolution.parameters, ...norm.parameters],
    apply: (pass, x) => norm.apply(pass, tf.relu(convolution.apply(pass, x))),
  };
}
