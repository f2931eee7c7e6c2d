import { z } from 'zod';
import type { tf } from '../engine/tf';
import { batchNormOfVectors } from '../layers/batch-norm';
import { conv1d } from '../layers/conv1d';
import { denseTimeDelay, transition } from '../layers/dense-time-delay';
import { frequencyFront } from '../layers/frequency-front';
import { kaimingForRelu } from '../layers/init';
import type { Layer } from '../layers/layer';
import { normRelu } from '../layers/norm-relu';
import { leastPooled, statisticsPooling } from '../layers/statistics-pooling';
import type { SpeakerModel, SpeakerModelComponent } from './speaker-model';

export interface CamPlusPlusOptions {
  readonly features: number;
  /** Channels of the two-dimensional convolutions at the front. */
  readonly front: number;
  /** Channels of the time-delay layer behind them. */
  readonly channels: number;
  /** Channels that each dense layer adds. */
  readonly growth: number;
  readonly blocks: readonly DenseBlock[];
  readonly embedding: number;
}

interface DenseBlock {
  readonly layers: number;
  readonly dilation: number;
}

/**
 * CAM++: residual convolutions that halve the frequencies three times, blocks of densely connected time-delay layers with context-aware
 * masks, statistics pooling, one linear layer with batch norm. Wang et al. 2023, figure 1, as wespeaker lays it out
 * (wespeaker/models/campplus.py). Parameter names are wespeaker's; kernels start with the variance of wespeaker's, uniform instead of normal.
 */
export function camPlusPlus(options: CamPlusPlusOptions): SpeakerModel {
  const { features, front, channels, embedding } = options;
  const head = frequencyFront('head', front);
  const bands = [1, 2, 3].reduce(size => Math.ceil(size / 2), features);
  const stem = unbiased('xvector.tdnn.linear', { inputs: bands * front, outputs: channels, kernel: 5 });
  const stemNorm = normRelu('xvector.tdnn.nonlinear', channels);
  const { blocks, outputs } = denseBlocks(options);
  const last = normRelu('xvector.out_nonlinear', outputs);
  const projection = unbiased('xvector.dense.linear', { inputs: 2 * outputs, outputs: embedding, kernel: 1 });
  const norm = batchNormOfVectors('xvector.dense.nonlinear.batchnorm', embedding, { affine: false });
  const layers = [head, stem, stemNorm, ...blocks.map(({ layer }) => layer), last, projection, norm];
  return {
    parameters: layers.flatMap(({ parameters }) => parameters),
    embedding,
    leastFrames: 2 * (leastPooled('unbiased-deviation') - 1) + 1, // the time-delay layer makes ⌈frames / 2⌉
    forward(pass, x) {
      const [batch, time] = x.shape;
      const image = head.apply(pass, x.reshape([batch, time, features, 1])); // [batch, time, bands, front]
      // As PyTorch flattens [channel, frequency]: channel is the slower index.
      const frames: tf.Tensor4D = image.transpose([0, 1, 3, 2]).reshape([batch, time, 1, front * bands]);
      pass.expose('head', frames);
      let y = stemNorm.apply(pass, stem.apply(pass, frames)); // [batch, ⌈time / 2⌉, 1, channels]
      pass.expose('xvector.tdnn', y);
      for (const { name, layer } of blocks) {
        y = layer.apply(pass, y);
        pass.expose(name, y);
      }
      const statistics = statisticsPooling(last.apply(pass, y), 'unbiased-deviation', pass.mode);
      pass.expose('pool', statistics);
      const vector = projection.apply(pass, statistics.as4D(batch, 1, 1, 2 * outputs)).as2D(batch, embedding);
      return norm.apply(pass, vector);
    },
  };
}

/** Dense blocks and the transitions behind them, which halve the channels; and the channels that come out. */
function denseBlocks({ channels, growth, blocks }: CamPlusPlusOptions) {
  let width = channels;
  const made = blocks.flatMap(({ layers, dilation }, index) => {
    const name = `xvector.block${index + 1}`;
    const dense = Array.from({ length: layers }, (_, place) =>
      denseTimeDelay(`${name}.tdnnd${place + 1}`, { inputs: width + place * growth, growth, dilation }),
    );
    const grown = width + layers * growth;
    width = Math.floor(grown / 2);
    const narrow = `xvector.transit${index + 1}`;
    return [
      { name, layer: chain(dense) },
      { name: narrow, layer: transition(narrow, grown, width) },
    ];
  });
  return { blocks: made, outputs: width };
}

function chain(layers: readonly Layer<tf.Tensor4D>[]): Layer<tf.Tensor4D> {
  return {
    parameters: layers.flatMap(({ parameters }) => parameters),
    apply: (pass, x) => layers.reduce((y, layer) => layer.apply(pass, y), x),
  };
}

/** A convolution without bias; more than one tap wide, it halves the frames. */
function unbiased(name: string, shape: { readonly inputs: number; readonly outputs: number; readonly kernel: number }) {
  const { inputs, outputs, kernel } = shape;
  const init = kaimingForRelu([kernel, inputs, outputs], kernel * inputs);
  return conv1d(name, { ...shape, stride: kernel > 1 ? 2 : 1, padding: (kernel - 1) / 2, bias: false, init });
}

const count = z.int().min(1).max(65536);
const options = z.strictObject({
  channels: count.default(128).describe('channels of the first time-delay layer'),
  growth: count.multipleOf(2).default(32).describe('channels that each dense layer adds'),
  embedding: count.default(512).describe('length of the embedding'),
});

/** CAM++ with 32 channels at the front and 12, 24 and 16 dense layers, as the paper, 3D-Speaker and wespeaker have. */
export const camPlusPlusComponent = {
  summary: 'CAM++: densely connected time-delay layers with context-aware masks behind a convolutional front end',
  source: 'Wang et al. 2023, CAM++, figure 1; layout of wespeaker/models/campplus.py (CAMPPlus, TSTP)',
  options,
  build: (chosen, { features }) => camPlusPlus({ ...chosen, features, front: 32, blocks: depths }),
} satisfies SpeakerModelComponent<typeof options>;

const depths = [
  { layers: 12, dilation: 1 },
  { layers: 24, dilation: 2 },
  { layers: 16, dilation: 2 },
];
