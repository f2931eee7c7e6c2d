import { tf } from '../engine/tf';
import { batchNorm } from './batch-norm';
import { conv2d } from './conv2d';
import type { Parameter } from './parameter';
import type { Pass } from './pass';

/** Two images of one shape → one of that shape. */
export interface Fusion {
  readonly parameters: readonly Parameter[];
  apply(pass: Pass, x: tf.Tensor4D, y: tf.Tensor4D): tf.Tensor4D;
}

/**
 * Attentional feature fusion: x · (1 + a) + y · (1 − a), where a in (−1, 1) is a pointwise network of both, for each place and channel.
 * Chen et al. 2023, ERes2Net, section 2.1, after Dai et al. 2021; names and SiLU of wespeaker's AFF (wespeaker/models/eres2net.py).
 */
export function attentionalFusion(name: string, channels: number): Fusion {
  const inner = Math.floor(channels / 4);
  const squeeze = conv2d(`${name}.local_att.0`, { inputs: 2 * channels, outputs: inner, kernel: 1, bias: true });
  const squeezeNorm = batchNorm(`${name}.local_att.1`, inner);
  const excite = conv2d(`${name}.local_att.3`, { inputs: inner, outputs: channels, kernel: 1, bias: true });
  const exciteNorm = batchNorm(`${name}.local_att.4`, channels);
  return {
    parameters: [squeeze, squeezeNorm, excite, exciteNorm].flatMap(({ parameters }) => parameters),
    apply(pass, x, y) {
      const hidden = squeezeNorm.apply(pass, squeeze.apply(pass, tf.concat([x, y], 3)));
      const silu = tf.mul<tf.Tensor4D>(hidden, tf.sigmoid(hidden));
      const share = tf.tanh(exciteNorm.apply(pass, excite.apply(pass, silu)));
      return tf.add(tf.mul(x, tf.add(share, 1)), tf.mul(y, tf.sub(1, share)));
    },
  };
}
