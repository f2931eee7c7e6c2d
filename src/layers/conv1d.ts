import { DataError } from '../core/errors';
import { tf } from '../engine/tf';
import { dilatedConvolution } from './dilated-convolution';
import type { Initializer } from './init';
import type { Layer } from './layer';
import { weightAndBias } from './weight-and-bias';

export interface Conv1dOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride?: number;
  /** Frames from one tap of the kernel to the next. */
  readonly dilation?: number;
  /** Zeros put on both sides. */
  readonly padding?: number;
  readonly bias?: boolean;
  /** Of the weight; PyTorch's otherwise. */
  readonly init?: Initializer;
}

/**
 * Convolution over time: [batch, time, 1, inputs] → [batch, time', 1, outputs], where
 * time' = ⌊(time + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, as PyTorch's Conv1d.
 *
 * `<name>.weight` is [time, inputs, outputs]: PyTorch's [outputs, inputs, time], axes reversed. The axis of length 1 keeps frames in the
 * form that batch norm and pooling take. Throws a DataError where the input is shorter than the kernel.
 */
export function conv1d(name: string, options: Conv1dOptions): Layer<tf.Tensor4D> {
  const { inputs, outputs, kernel, stride = 1, dilation = 1, padding = 0, bias: hasBias = true, init } = options;
  if (stride > 1 && (dilation > 1 || kernel === 1)) throw new Error(`${name}: a stride is for kernels without holes`);
  const { weight, bias } = weightAndBias(name, [kernel, inputs, outputs], kernel * inputs, init);
  const reach = dilation * (kernel - 1);
  return {
    parameters: hasBias ? [weight, bias] : [weight],
    apply(pass, x) {
      if (x.shape[1] + 2 * padding <= reach) throw tooShort(name, reach + 1 - 2 * padding, x.shape[1]);
      const kernels = pass.weight(weight.name).as4D(kernel, 1, inputs, outputs);
      const same = stride === 1 && 2 * padding === reach;
      const padded: tf.Tensor4D =
        same || padding === 0
          ? x
          : tf.pad(x, [
              [0, 0],
              [padding, padding],
              [0, 0],
              [0, 0],
            ]);
      const sides = same ? 'same' : 'valid';
      const y =
        dilation === 1
          ? tf.conv2d(padded, kernels, [stride, 1], sides)
          : dilatedConvolution(padded, kernels, dilation, sides);
      return hasBias ? tf.add<tf.Tensor4D>(y, pass.weight(bias.name)) : y;
    },
  };
}

function tooShort(name: string, least: number, found: number): DataError {
  return new DataError({
    what: `the audio is too short for the convolution ${name}`,
    expected: `at least ${least} frames`,
    found: `${found}`,
    remedy: 'leave out such utterances, or set a longer crop',
  });
}
