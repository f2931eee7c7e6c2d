import { tf } from '../engine/tf';
import { contextMask } from './context-mask';
import { conv1d } from './conv1d';
import { kaimingForRelu } from './init';
import type { Layer } from './layer';
import { normRelu } from './norm-relu';

export interface DenseTimeDelayOptions {
  readonly inputs: number;
  /** Channels that the layer adds. */
  readonly growth: number;
  readonly dilation: number;
}

/**
 * A densely connected time-delay layer, its new channels behind those that came in: [batch, time, 1, inputs] →
 * [batch, time, 1, inputs + growth]. Wang et al. 2023, section 2.2: a 1-wide convolution to 4 · growth channels, then a masked one of
 * three taps. Names of wespeaker's CAMDenseTDNNLayer.
 */
export function denseTimeDelay(name: string, { inputs, growth, dilation }: DenseTimeDelayOptions): Layer<tf.Tensor4D> {
  const inner = 4 * growth;
  const layers = [
    normRelu(`${name}.nonlinear1`, inputs),
    pointwise(`${name}.linear1`, inputs, inner),
    normRelu(`${name}.nonlinear2`, inner),
    contextMask(`${name}.cam_layer`, { inputs: inner, outputs: growth, kernel: 3, dilation }),
  ];
  return {
    parameters: layers.flatMap(({ parameters }) => parameters),
    apply(pass, x) {
      const added = layers.reduce((y, layer) => layer.apply(pass, y), x);
      return tf.concat([x, added], 3);
    },
  };
}

/** The layer between dense blocks, which halves their channels: [batch, time, 1, inputs] → [batch, time, 1, outputs]. */
export function transition(name: string, inputs: number, outputs: number): Layer<tf.Tensor4D> {
  const norm = normRelu(`${name}.nonlinear`, inputs);
  const linear = pointwise(`${name}.linear`, inputs, outputs);
  return {
    parameters: [...norm.parameters, ...linear.parameters],
    apply: (pass, x) => linear.apply(pass, norm.apply(pass, x)),
  };
}

function pointwise(name: string, inputs: number, outputs: number): Layer<tf.Tensor4D> {
  return conv1d(name, { inputs, outputs, kernel: 1, bias: false, init: kaimingForRelu([1, inputs, outputs], inputs) });
}
