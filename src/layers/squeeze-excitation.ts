import { tf } from '../engine/tf';
import type { Layer } from './layer';
import { linear } from './linear';

/**
 * Scales each channel by a gate in (0, 1) that its mean over time decides: [batch, time, 1, channels] → the same.
 * Hu et al. 2018, eqs. 2–4, for one dimension as Desplanques et al. 2020, eqs. 1–3; names of wespeaker's SE_Connect.
 */
export function squeezeExcitation(name: string, channels: number, bottleneck = 128): Layer<tf.Tensor4D> {
  const squeeze = linear(`${name}.linear1`, channels, bottleneck);
  const excite = linear(`${name}.linear2`, bottleneck, channels);
  return {
    parameters: [...squeeze.parameters, ...excite.parameters],
    apply(pass, x) {
      const [batch] = x.shape;
      const mean = tf.mean(x, 1).as2D(batch, channels);
      const gate = tf.sigmoid(excite.apply(pass, tf.relu(squeeze.apply(pass, mean))));
      return tf.mul<tf.Tensor4D>(x, gate.as4D(batch, 1, 1, channels));
    },
  };
}
