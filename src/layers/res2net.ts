import { tf } from '../engine/tf';
import { batchNorm } from './batch-norm';
import { conv1d } from './conv1d';
import type { Layer } from './layer';

export interface Res2netOptions {
  readonly channels: number;
  readonly kernel: number;
  readonly dilation: number;
  /** Groups that the channels are split into; each after the first is convolved together with what came before it. */
  readonly scale: number;
}

/**
 * Hierarchical convolutions within one layer: [batch, time, 1, channels] → the same. Gao et al. 2021, eq. 1, but as wespeaker's
 * Res2Conv1dReluBn has it: the first group is convolved and the last one passed on, and ReLU stands before batch norm. Names are wespeaker's.
 */
export function res2net(name: string, { channels, kernel, dilation, scale }: Res2netOptions): Layer<tf.Tensor4D> {
  const width = channels / scale;
  if (!Number.isInteger(width)) throw new Error(`${name}: ${channels} channels do not split into ${scale}`);
  const padding = (dilation * (kernel - 1)) / 2;
  const count = scale - 1;
  const convolutions = Array.from({ length: count }, (_, index) =>
    conv1d(`${name}.convs.${index}`, { inputs: width, outputs: width, kernel, dilation, padding }),
  );
  const norms = Array.from({ length: count }, (_, index) => batchNorm(`${name}.bns.${index}`, width));
  return {
    parameters: [...convolutions, ...norms].flatMap(({ parameters }) => parameters),
    apply(pass, x) {
      const groups = tf.split<tf.Tensor4D>(x, scale, 3);
      const made: tf.Tensor4D[] = [];
      for (const [index, group] of groups.entries()) {
        const [convolution, norm, before] = [convolutions[index], norms[index], made.at(-1)];
        if (convolution === undefined || norm === undefined) {
          made.push(group);
          continue;
        }
        const input = before === undefined ? group : tf.add<tf.Tensor4D>(group, before);
        made.push(norm.apply(pass, tf.relu(convolution.apply(pass, input))));
      }
      return tf.concat(made, 3);
    },
  };
}
