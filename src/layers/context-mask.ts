import { tf } from '../engine/tf';
import { conv1d } from './conv1d';
import { kaimingForRelu } from './init';
import type { Layer } from './layer';
import { atFrames, segmentMeans } from './segment-context';

export interface ContextMaskOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly dilation: number;
}

/** Frames of a segment: Wang et al. 2023, section 2.3. */
const segment = 100;

/**
 * A convolution over time whose outputs are scaled by gates in (0, 1), decided by the mean of the utterance and of the frame's segment:
 * [batch, time, 1, inputs] → [batch, time, 1, outputs]. Wang et al. 2023, CAM++, eqs. 1–5; names of wespeaker's CAMLayer.
 */
export function contextMask(
  name: string,
  { inputs, outputs, kernel, dilation }: ContextMaskOptions,
): Layer<tf.Tensor4D> {
  const hidden = inputs / 2;
  const local = conv1d(`${name}.linear_local`, {
    inputs,
    outputs,
    kernel,
    dilation,
    padding: (dilation * (kernel - 1)) / 2,
    bias: false,
    init: kaimingForRelu([kernel, inputs, outputs], kernel * inputs),
  });
  const squeeze = conv1d(`${name}.linear1`, {
    inputs,
    outputs: hidden,
    kernel: 1,
    init: kaimingForRelu([1, inputs, hidden], inputs),
  });
  const excite = conv1d(`${name}.linear2`, {
    inputs: hidden,
    outputs,
    kernel: 1,
    init: kaimingForRelu([1, hidden, outputs], hidden),
  });
  return {
    parameters: [local, squeeze, excite].flatMap(({ parameters }) => parameters),
    apply(pass, x) {
      const y = local.apply(pass, x);
      // Gates are the same throughout a segment: they are made once for each, not for each frame.
      const context = tf.add<tf.Tensor4D>(tf.mean(x, 1, true), segmentMeans(x, segment));
      const gates = tf.sigmoid(excite.apply(pass, tf.relu(squeeze.apply(pass, context))));
      return tf.mul(y, atFrames(gates, x, segment));
    },
  };
}
