import { tf } from '../engine/tf';
import type { Layer } from './layer';
import { weightAndBias } from './weight-and-bias';

export interface Conv2dOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Width along time and frequency alike. */
  readonly kernel: number;
  /** Along time and frequency; one number for both. */
  readonly stride?: number | readonly [time: number, frequency: number];
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
  const { inputs, outputs, kernel, stride = 1, padding = 0, bias: hasBias = false } = options;
  const { weight, bias } = weightAndBias(name, [kernel, kernel, inputs, outputs], kernel * kernel * inputs);
  const strides: [number, number] = typeof stride === 'number' ? [stride, stride] : [...stride];
  return {
    parameters: hasBias ? [weight, bias] : [weight],
    apply(pass, x) {
      const kernels = pass.weight(weight.name).as4D(kernel, kernel, inputs, outputs);
      const y = convolve(x, kernels, strides, padding);
      return hasBias ? y.add(pass.weight(bias.name)) : y;
    },
  };
}

function convolve(x: tf.Tensor4D, kernels: tf.Tensor4D, strides: [number, number], padding: number): tf.Tensor4D {
  const [kernel] = kernels.shape;
  const strided = strides.some(stride => stride > 1);
  // TensorFlow's oneDNN corrupts the heap in the filter gradient of a strided 1×1 convolution (seen in 2.15.1 and 2.21.0):
  // drop the unread positions first, which costs less anyway.
  if (kernel === 1 && strided) return tf.conv2d(subsample(x, strides), kernels, 1, 'valid');
  if (!strided && 2 * padding === kernel - 1) return tf.conv2d(x, kernels, 1, 'same');
  if (padding === 0) return tf.conv2d(x, kernels, strides, 'valid');
  // tfjs-node has no gradient for explicit padding, so the zeros are added here.
  const sides: [number, number] = [padding, padding];
  return tf.conv2d(tf.pad(x, [[0, 0], sides, sides, [0, 0]]), kernels, strides, 'valid');
}

/** Every stride-th position of time and of frequency, from the first: average pooling of size 1. */
function subsample(x: tf.Tensor4D, strides: [number, number]): tf.Tensor4D {
  return tf.avgPool(x, 1, strides, 'valid');
}
