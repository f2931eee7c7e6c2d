import { tf } from '../engine/tf';
import { batchNorm } from './batch-norm';
import { conv2d } from './conv2d';
import type { Layer } from './layer';

export interface ResidualBlockOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Along time and frequency; one number for both. */
  readonly stride: number | readonly [time: number, frequency: number];
}

/** Two 3 × 3 convolutions beside a shortcut (He et al. 2016, figure 5 left). */
export function basicBlock(name: string, { inputs, outputs, stride }: ResidualBlockOptions): Layer<tf.Tensor4D> {
  return residual(name, { inputs, outputs, stride }, [
    { inputs, outputs, kernel: 3, stride, padding: 1 },
    { inputs: outputs, outputs, kernel: 3, padding: 1 },
  ]);
}

/** A 1 × 1, a 3 × 3 and a 1 × 1 convolution beside a shortcut, a quarter as wide within (figure 5 right); the stride is the middle one's. */
export function bottleneckBlock(name: string, { inputs, outputs, stride }: ResidualBlockOptions): Layer<tf.Tensor4D> {
  const inner = outputs / 4;
  return residual(name, { inputs, outputs, stride }, [
    { inputs, outputs: inner, kernel: 1 },
    { inputs: inner, outputs: inner, kernel: 3, stride, padding: 1 },
    { inputs: inner, outputs, kernel: 1 },
  ]);
}

/**
 * Convolutions with batch norm after each and ReLU between them, and ReLU after the sum with the shortcut: a 1 × 1 convolution with
 * batch norm where stride or width change, otherwise the input itself. Names are wespeaker's: `conv1`, `bn1`, … `shortcut.0`, `shortcut.1`.
 */
function residual(
  name: string,
  { inputs, outputs, stride }: ResidualBlockOptions,
  convolutions: readonly Parameters<typeof conv2d>[1][],
): Layer<tf.Tensor4D> {
  const steps = convolutions.map((options, index) => ({
    convolution: conv2d(`${name}.conv${index + 1}`, options),
    norm: batchNorm(`${name}.bn${index + 1}`, options.outputs),
  }));
  const plain = inputs === outputs && [stride].flat().every(extent => extent === 1);
  const shortcut = plain
    ? []
    : [conv2d(`${name}.shortcut.0`, { inputs, outputs, kernel: 1, stride }), batchNorm(`${name}.shortcut.1`, outputs)];
  const layers = [...steps.flatMap(({ convolution, norm }) => [convolution, norm]), ...shortcut];
  return {
    parameters: layers.flatMap(({ parameters }) => parameters),
    apply(pass, x) {
      const inner = steps.reduce((y, { convolution, norm }, index) => {
        const activated = index === 0 ? y : tf.relu(y);
        return norm.apply(pass, convolution.apply(pass, activated));
      }, x);
      const direct = shortcut.reduce((y, layer) => layer.apply(pass, y), x);
      return tf.relu(tf.add(inner, direct));
    },
  };
}
