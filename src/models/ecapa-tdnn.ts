import { z } from 'zod';
import { tf } from '../engine/tf';
import { attentivePooling } from '../layers/attentive-pooling';
import { batchNormOfVectors } from '../layers/batch-norm';
import { convReluNorm } from '../layers/conv-relu-norm';
import { conv1d } from '../layers/conv1d';
import type { Layer } from '../layers/layer';
import { linear } from '../layers/linear';
import { res2net } from '../layers/res2net';
import { squeezeExcitation } from '../layers/squeeze-excitation';
import type { SpeakerModel, SpeakerModelComponent } from './speaker-model';

export interface EcapaOptions {
  readonly features: number;
  readonly channels: number;
  /** Channels of the convolution over the three blocks' outputs, which are pooled. */
  readonly pooled: number;
  readonly globalContext: boolean;
  readonly embedding: number;
}

/**
 * ECAPA-TDNN: a convolution over frames, three residual blocks of growing dilation, all of whose outputs are pooled by attention, and one
 * linear layer. Desplanques et al. 2020, figure 2, as wespeaker lays it out (wespeaker/models/ecapa_tdnn.py, ECAPA_TDNN_GLOB): block
 * inputs are not summed over earlier blocks, and no batch norm follows the last linear layer. Parameter names are wespeaker's.
 */
export function ecapaTdnn({ features, channels, pooled, globalContext, embedding }: EcapaOptions): SpeakerModel {
  const stem = convReluNorm('layer1', { inputs: features, outputs: channels, kernel: 5, padding: 2 });
  const blocks = [2, 3, 4].map(place => residualBlock(`layer${place}`, channels, place));
  const aggregation = conv1d('conv', { inputs: 3 * channels, outputs: pooled, kernel: 1 });
  const pooling = attentivePooling('pool', { channels: pooled, globalContext });
  const norm = batchNormOfVectors('bn', 2 * pooled);
  const projection = linear('linear', 2 * pooled, embedding);
  return {
    parameters: [stem, ...blocks, aggregation, pooling, norm, projection].flatMap(({ parameters }) => parameters),
    embedding,
    leastFrames: globalContext ? 2 : 1, // the context's deviation is unbiased
    forward(pass, x) {
      const [batch, time] = x.shape;
      let y = stem.apply(pass, x.reshape([batch, time, 1, features]));
      pass.expose('layer1', y);
      const outputs = blocks.map((block, index) => {
        y = block.apply(pass, y);
        pass.expose(`layer${index + 2}`, y);
        return y;
      });
      const frames = tf.relu(aggregation.apply(pass, tf.concat(outputs, 3)));
      pass.expose('conv', frames);
      const statistics = pooling.apply(pass, frames);
      pass.expose('pool', statistics);
      return projection.apply(pass, norm.apply(pass, statistics));
    },
  };
}

/** SE-Res2Block: a 1-wide convolution, a hierarchical one with holes, a 1-wide one, squeeze-excitation, and the way around (figure 2's right half). */
function residualBlock(name: string, channels: number, dilation: number): Layer<tf.Tensor4D> {
  const inner = `${name}.se_res2block`;
  const pointwise = { inputs: channels, outputs: channels, kernel: 1 };
  const layers = [
    convReluNorm(`${inner}.0`, pointwise),
    res2net(`${inner}.1`, { channels, kernel: 3, dilation, scale: 8 }),
    convReluNorm(`${inner}.2`, pointwise),
    squeezeExcitation(`${inner}.3`, channels),
  ];
  return {
    parameters: layers.flatMap(({ parameters }) => parameters),
    apply: (pass, x) =>
      tf.add(
        x,
        layers.reduce((y, layer) => layer.apply(pass, y), x),
      ),
  };
}

const options = z.strictObject({
  channels: z
    .int()
    .min(8)
    .max(8192)
    .multipleOf(8)
    .default(512)
    .describe('channels of the frame layers; 512 and 1024 are usual'),
  global_context: z
    .boolean()
    .default(true)
    .describe('whether attention sees mean and deviation of the whole utterance beside each frame'),
  embedding: z.int().min(1).max(65536).default(192).describe('length of the embedding'),
});

/** ECAPA-TDNN with 1,536 pooled channels, as the paper and wespeaker have at any width. */
export const ecapaTdnnComponent = {
  summary: 'ECAPA-TDNN: dilated Res2Net blocks with squeeze-excitation, attentive statistics pooling',
  source: 'Desplanques et al. 2020, figure 2; layout of wespeaker/models/ecapa_tdnn.py (ECAPA_TDNN_GLOB, ASTP)',
  options,
  build: ({ channels, global_context, embedding }, { features }) =>
    ecapaTdnn({ features, channels, pooled: 1536, globalContext: global_context, embedding }),
} satisfies SpeakerModelComponent<typeof options>;
