import { tf } from '../engine/tf';
import { attentivePooling } from './attentive-pooling';
import type { Layer } from './layer';
import { leastPooled, type Spread, statisticsPooling } from './statistics-pooling';

/** How the frames of an image become one vector: mean and a spread, the mean alone, or mean and deviation weighted by attention. */
export type ImagePooling = Spread | 'average' | 'attentive';

export interface ImagePoolingOptions {
  readonly kind: ImagePooling;
  readonly channels: number;
  /** Frequencies that the convolutions leave. */
  readonly height: number;
}

export interface ImagePoolingLayer extends Layer<tf.Tensor4D, tf.Tensor2D> {
  /** Length of the vector. */
  readonly outputs: number;
  /** Frames that it must be given. */
  readonly least: number;
}

/**
 * Pooling over time of [batch, time, frequency, channel] → [batch, outputs]; channel is the slower index, as PyTorch's flattening of
 * [channel, frequency]. wespeaker's TSTP, TAP and ASTP without global context (wespeaker/models/pooling_layers.py); attention sees all
 * channels and frequencies of a frame at once. Names are wespeaker's.
 */
export function imagePooling(name: string, { kind, channels, height }: ImagePoolingOptions): ImagePoolingLayer {
  const width = channels * height;
  if (kind === 'average') {
    return {
      parameters: [],
      outputs: width,
      least: 1,
      apply: (_, x) => tf.mean<tf.Tensor3D>(x, 1).transpose([0, 2, 1]).reshape([x.shape[0], width]),
    };
  }
  if (kind !== 'attentive') {
    const apply: ImagePoolingLayer['apply'] = (pass, x) => statisticsPooling(x, kind, pass.mode);
    return { parameters: [], outputs: 2 * width, least: leastPooled(kind), apply };
  }
  const attention = attentivePooling(name, { channels: width, globalContext: false });
  return {
    parameters: attention.parameters,
    outputs: 2 * width,
    least: 1,
    apply(pass, x) {
      const [batch, time] = x.shape;
      return attention.apply(pass, x.transpose([0, 1, 3, 2]).reshape([batch, time, 1, width]));
    },
  };
}
