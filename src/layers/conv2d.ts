import { tf } from '../engine/tf';
import { kaimingUniform } from './init';
import type { Layer } from './layer';
import type { Parameter } from './parameter';

export interface Conv2dOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Width along time and frequency alike. */
  readonly kernel: number;
  readonly stride?: number;
  /** Zeros put on each of the four sides. */
  readonly padding?: number;
  readonly bias?: boolean;
}

/**
 * Two-dimensional convolution over time and frequency: [batch, time, frequency, inputs] → [batch, time', frequency', outputs],
 * where time' = ⌊(time + 2·padding − kernel) / stride⌋ + 1, as PyTorch's Conv2d (TensorFlow's own 'same' pads otherwise at stride 2).
 *
 * `<name>.weight` is [time, frequency, inputs, outputs]: PyTorch's [outputs, inputs, frequency, time], axes reversed and
 * swapped as (3, 2, 1, 0). Start and fan-in as torch/nn/modules/conv.py.
 */
export function conv2d(name: string, options: Conv2dOptions): Layer<tf.Tensor4D> {
  const { inputs, outputs, kernel, stride = 1, padding = 0, bias = false } = options;
  const shape = [kernel, kernel, inputs, outputs];
  const fanIn = kernel * kernel * inputs;
  const weight: Parameter = {
    name: `${name}.weight`,
    shape,
    trained: true,
    decay: true,
    init: kaimingUniform(shape, fanIn),
  };
  const offset: Parameter = {
    name: `${name}.bias`,
    shape: [outputs],
    trained: true,
    decay: false,
    init: kaimingUniform([outputs], fanIn),
  };
  return {
    parameters: bias ? [weight, offset] : [weight],
    apply(pass, x) {
      const kernels = pass.weight(weight.name).as4D(kernel, kernel, inputs, outputs);
      const y = convolve(x, kernels, stride, padding);
      return bias ? y.add(pass.weight(offset.name)) : y;
    },
  };
}

function convolve(x: tf.Tensor4D, kernels: tf.Tensor4D, stride: number, padding: number): tf.Tensor4D {
  const [kernel] = kernels.shape;
  // TensorFlow's oneDNN corrupts the heap in the filter gradient of a strided 1×1 convolution (seen in 2.15.1 and 2.21.0):
  // drop the unread positions first, which costs less anyway.
  if (kernel === 1 && stride > 1) return tf.conv2d(subsample(x, stride), kernels, 1, 'valid');
  if (stride === 1 && 2 * padding === kernel - 1) return tf.conv2d(x, kernels, 1, 'same');
  if (padding === 0) return tf.conv2d(x, kernels, stride, 'valid');
  // tfjs-node has no gradient for explicit padding, so the zeros are added here.
  const sides: [number, number] = [padding, padding];
  return tf.conv2d(tf.pad(x, [[0, 0], sides, sides, [0, 0]]), kernels, stride, 'valid');
}

/** Every stride-th position of time and frequency, from the first: average pooling of size 1. */
function subsample(x: tf.Tensor4D, stride: number): tf.Tensor4D {
  return tf.avgPool(x, 1, stride, 'valid');
}
