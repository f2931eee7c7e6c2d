import { tf } from '../engine/tf';
import { batchNorm } from './batch-norm';
import { conv2d } from './conv2d';
import { attentionalFusion } from './fusion';
import type { Layer } from './layer';

export interface Eres2netBlockOptions {
  readonly inputs: number;
  /** Half of the channels that come out; even. */
  readonly planes: number;
  readonly stride: number;
  /** Whether the second group meets the first by attention instead of a sum. */
  readonly fused: boolean;
}

/**
 * A residual block whose channels are convolved in two groups, the second together with what the first became: [batch, time, frequency,
 * inputs] → [batch, ⌈time / stride⌉, ⌈frequency / stride⌉, 2 · planes]. Chen et al. 2023, ERes2Net, figure 1; ReLU is cut off at 20. Names of
 * wespeaker's BasicBlockERes2Net and, fused, BasicBlockERes2Net_diff_AFF.
 */
export function eres2netBlock(name: string, options: Eres2netBlockOptions): Layer<tf.Tensor4D> {
  const { inputs, planes, stride, fused } = options;
  const [width, wide] = [Math.floor(planes / 2), 2 * planes];
  const normed = (convolution: string, norm: string, shape: Parameters<typeof conv2d>[1]): Layer<tf.Tensor4D> => {
    const layers = [conv2d(`${name}.${convolution}`, shape), batchNorm(`${name}.${norm}`, shape.outputs)];
    return {
      parameters: layers.flatMap(({ parameters }) => parameters),
      apply: (pass, x) => layers.reduce((y, layer) => layer.apply(pass, y), x),
    };
  };
  const group = { inputs: width, outputs: width, kernel: 3, padding: 1 };
  const narrow = normed('conv1', 'bn1', { inputs, outputs: 2 * width, kernel: 1, stride });
  const first = fused ? normed('conv2_1', 'bn2_1', group) : normed('convs.0', 'bns.0', group);
  const second = fused ? normed('convs.0', 'bns.0', group) : normed('convs.1', 'bns.1', group);
  const fusion = fused ? attentionalFusion(`${name}.fuse_models.0`, width) : undefined;
  const widen = normed('conv3', 'bn3', { inputs: 2 * width, outputs: wide, kernel: 1 });
  const shortcut =
    stride === 1 && inputs === wide
      ? undefined
      : normed('shortcut.0', 'shortcut.1', { inputs, outputs: wide, kernel: 1, stride });
  const parts = [narrow, first, second, widen, ...[fusion, shortcut].filter(part => part !== undefined)];
  return {
    parameters: parts.flatMap(({ parameters }) => parameters),
    apply(pass, x) {
      const [a, b] = tf.split<tf.Tensor4D>(clipped(narrow.apply(pass, x)), 2, 3);
      if (a === undefined || b === undefined) throw new Error('two groups');
      const one = clipped(first.apply(pass, a));
      const both = fusion === undefined ? tf.add<tf.Tensor4D>(one, b) : fusion.apply(pass, one, b);
      const two = clipped(second.apply(pass, both));
      const inner = widen.apply(pass, tf.concat([one, two], 3));
      return clipped(tf.add(inner, shortcut === undefined ? x : shortcut.apply(pass, x)));
    },
  };
}

function clipped(x: tf.Tensor4D): tf.Tensor4D {
  return tf.clipByValue(x, 0, 20);
}
