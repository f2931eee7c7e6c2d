import { z } from 'zod';
import { tf } from '../engine/tf';
import { batchNormOfVectors } from '../layers/batch-norm';
import { convReluNorm } from '../layers/conv-relu-norm';
import { linear } from '../layers/linear';
import { leastPooled, type Spread, statisticsPooling } from '../layers/statistics-pooling';
import type { SpeakerModel, SpeakerModelComponent } from './speaker-model';

export interface TdnnOptions {
  readonly features: number;
  readonly channels: number;
  /** Channels of the last frame layer, which are pooled. */
  readonly pooled: number;
  readonly pooling: Spread;
  readonly embedding: number;
  /** Which segment layer's output, before its ReLU, is the embedding. */
  readonly embedding_layer?: 'seg_1' | 'seg_2';
  /** What lies between segment layer 7 and the classes: nothing, as in wespeaker, or its ReLU and batch norm, as in Kaldi. */
  readonly last?: 'linear' | 'relu-norm';
}

/** Taps and dilation of the frame layers: Snyder et al. 2018, table 1, rows frame1 to frame5. */
const frameLayers = [
  { kernel: 5, dilation: 1 },
  { kernel: 3, dilation: 2 },
  { kernel: 3, dilation: 3 },
  { kernel: 1, dilation: 1 },
  { kernel: 1, dilation: 1 },
] as const;

/**
 * The x-vector network: five time-delay layers without padding, statistics pooling, two linear layers. Snyder et al. 2018, table 1, as
 * wespeaker lays it out (wespeaker/models/tdnn.py, XVEC): the embedding is the output of segment layer 7, which the classes see as it is. The
 * paper's and Kaldi's (egs/voxceleb/v2) is that of layer 6, `seg_1`, and layer 7 has a ReLU and batch norm too. Parameter names are wespeaker's,
 * `seg_bn_2` in its manner; batch norm has no scale and offset, as Kaldi's.
 */
export function tdnn(options: TdnnOptions): SpeakerModel {
  const {
    features,
    channels,
    pooled,
    pooling,
    embedding,
    embedding_layer: layer = 'seg_2',
    last: end = 'linear',
  } = options;
  const last = frameLayers.length - 1;
  const frames = frameLayers.map(({ kernel, dilation }, index) =>
    convReluNorm(`frame_${index + 1}`, {
      inputs: index === 0 ? features : channels,
      outputs: index === last ? pooled : channels,
      kernel,
      dilation,
      affine: false,
      called: 'conv_1d',
    }),
  );
  const context = frameLayers.reduce((sum, { kernel, dilation }) => sum + dilation * (kernel - 1), 0);
  const first = linear('seg_1', 2 * pooled, embedding);
  const norm = batchNormOfVectors('seg_bn_1', embedding, { affine: false });
  const second = linear('seg_2', embedding, embedding);
  const endNorm = batchNormOfVectors('seg_bn_2', embedding, { affine: false });
  return {
    parameters: [...frames, first, norm, second, ...(end === 'linear' ? [] : [endNorm])].flatMap(
      ({ parameters }) => parameters,
    ),
    embedding,
    leastFrames: context + leastPooled(pooling),
    forward(pass, x) {
      const [batch, time] = x.shape;
      let y: tf.Tensor4D = x.reshape([batch, time, 1, features]);
      frames.forEach((layer, index) => {
        y = layer.apply(pass, y);
        pass.expose(`frame_${index + 1}`, y);
      });
      const statistics = statisticsPooling(y, pooling, pass.mode);
      pass.expose('pool', statistics);
      const segment = first.apply(pass, statistics);
      pass.expose('seg_1', segment);
      if (pass.mode === 'infer' && layer === 'seg_1') return segment;
      const deeper = second.apply(pass, norm.apply(pass, tf.relu(segment)));
      pass.expose('seg_2', deeper);
      return pass.mode === 'infer' || end === 'linear' ? deeper : endNorm.apply(pass, tf.relu(deeper));
    },
  };
}

const count = z.int().min(1).max(65536);
const options = z.strictObject({
  channels: count.default(512).describe('channels of the first four frame layers'),
  pooled: count.default(1500).describe('channels of the fifth, which are pooled'),
  pooling: z
    .enum(['unbiased-deviation', 'biased-deviation', 'unbiased-variance'])
    .default('unbiased-deviation')
    .describe('what statistics pooling puts beside the mean over time'),
  embedding: count.default(512).describe('length of the embedding'),
  embedding_layer: z
    .enum(['seg_1', 'seg_2'])
    .default('seg_2')
    .describe(
      'segment layer whose output, before its ReLU, is the embedding: seg_1 in Kaldi and the paper, seg_2 in wespeaker',
    ),
  last: z
    .enum(['linear', 'relu-norm'])
    .default('linear')
    .describe('what the classes see of seg_2: the same (wespeaker), or its ReLU and batch norm (Kaldi)'),
});

/** The x-vector network. */
export const tdnnComponent = {
  summary: 'x-vector TDNN: five time-delay layers, statistics pooling, two linear layers',
  source: 'Snyder et al. 2018, X-vectors, table 1; layout of wespeaker/models/tdnn.py (XVEC, TSTP)',
  options,
  readings: ['embedding_layer'],
  build: (chosen, { features }) => tdnn({ ...chosen, features }),
  describe: ({ embedding_layer: layer, last }) => ({
    structure: 'TDNN',
    pooling: 'statistics',
    embeddingLayer: `${layer}, the ${layer === 'seg_1' ? 'first' : 'last'} fully connected layer${layer === 'seg_1' || last === 'relu-norm' ? ', before its ReLU' : ''}`,
    nonlinearity: last === 'relu-norm' ? 'ReLU after all layers' : 'ReLU after all layers but seg_2',
  }),
} satisfies SpeakerModelComponent<typeof options>;
