import { z } from 'zod';
import { UsageError } from '../core/errors';
import { tf } from '../engine/tf';
import { batchNorm } from '../layers/batch-norm';
import { conv1d } from '../layers/conv1d';
import { xavierUniform } from '../layers/init';
import { linear } from '../layers/linear';
import { overFrames } from '../layers/over-frames';
import type { Pass } from '../layers/pass';
import { leastPooled, type Spread, statisticsPooling } from '../layers/statistics-pooling';
import { withWeightInit } from '../layers/weight-and-bias';
import type { SpeakerModel, SpeakerModelComponent } from './speaker-model';

export interface FrameCnnOptions {
  readonly features: number;
  /** Filters of the four convolutions. */
  readonly filters: readonly [number, number, number, number];
  readonly fc1: number;
  readonly fc2: number;
  readonly pooling: Spread | 'average';
  /** What follows fc1. */
  readonly after_fc1: 'linear' | 'relu';
  readonly embedding_layer: 'fc1' | 'fc2';
  /** Whether each layer's output is batch-normalized in front of its ReLU, or in place of it. */
  readonly batch_norm: boolean;
  /** How far its running statistics move at each step. */
  readonly batch_norm_momentum?: number;
  /** Whether fc1 and fc2 come before the average over time, as they may where all between is linear. */
  readonly frame_level: boolean;
}

/** Taps, stride and zeros on both sides of the convolutions: Shon et al. 2018, section 2. */
const shapes = [
  { kernel: 5, stride: 1, padding: 2 },
  { kernel: 7, stride: 2, padding: 3 },
  { kernel: 1, stride: 1, padding: 0 },
  { kernel: 1, stride: 1, padding: 0 },
] as const;

/** Of batch norm in the authors' network; the decay of 0.999 there is a momentum of 0.001. */
const epsilon = 1e-3;

/**
 * The 1-d CNN of Shon et al. 2018, figure 1: four convolutions over time, pooling, fc1, fc2, ReLU after each but, where told, fc1. The
 * loss sees fc2's ReLU; the embedding is fc1 or fc2 as it leaves the layer. What the paper leaves open is as in the network that its first author
 * released (swshon/sidnet sidnet/models/spk2vec_test24_aug.py): zeros at the ends, so that layer 1 has a frame for each frame of features and
 * the later ones one for two; biases, Xavier's start, and batch norm where `batch_norm` says so. It is linear once trained, so that frames keep
 * embeddings whose mean is the utterance's.
 *
 * Exposed: `conv1` … `conv4` after their ReLU [batch, frames, 1, filters]; `fc1`, `fc2` as they leave the layer, [batch, size], or with
 * `frame_level` [batch, frames, 1, size], in mode infer. Throws a UsageError where `frame_level` would change the embedding.
 */
export function frameCnn(options: FrameCnnOptions): SpeakerModel {
  const { features, filters, pooling, embedding_layer: layer, batch_norm_momentum: momentum = 0.001 } = options;
  if (options.frame_level) demandLinear(options);
  const convolutions = shapes.map((shape, index) => {
    const [inputs, outputs] = [filters[index - 1] ?? features, filters[index] ?? 0];
    const init = xavierUniform([shape.kernel, inputs, outputs], shape.kernel * inputs, shape.kernel * outputs);
    return conv1d(`conv${index + 1}`, { inputs, outputs, ...shape, init });
  });
  const pooled = filters[3] * (pooling === 'average' ? 1 : 2);
  const connected = (name: string, inputs: number, outputs: number) =>
    withWeightInit(linear(name, inputs, outputs), xavierUniform([inputs, outputs], inputs, outputs));
  const fc1 = connected('fc1', pooled, options.fc1);
  const fc2 = connected('fc2', options.fc1, options.fc2);
  const norms = (options.batch_norm ? [...filters, options.fc1, options.fc2] : []).map((size, index) =>
    batchNorm(`bn${index + 1}`, size, { momentum, epsilon }),
  );
  const normalized = (pass: Pass, layer: number, x: tf.Tensor4D): tf.Tensor4D => norms[layer - 1]?.apply(pass, x) ?? x;
  /** What fc2 reads of fc1's output. */
  const between = (pass: Pass, x: tf.Tensor4D): tf.Tensor4D => {
    const y = normalized(pass, 5, x);
    return options.after_fc1 === 'relu' ? tf.relu(y) : y;
  };
  return {
    parameters: [...convolutions, fc1, fc2, ...norms].flatMap(({ parameters }) => parameters),
    embedding: layer === 'fc1' ? options.fc1 : options.fc2,
    classified: options.fc2,
    // The second convolution makes ⌈frames / 2⌉ of them.
    leastFrames: pooling === 'average' ? 1 : 2 * leastPooled(pooling) - 1,
    forward(pass, x) {
      const [batch, time] = x.shape;
      let y: tf.Tensor4D = x.reshape([batch, time, 1, features]);
      convolutions.forEach((convolution, index) => {
        y = tf.relu(normalized(pass, index + 1, convolution.apply(pass, y)));
        pass.expose(`conv${index + 1}`, y);
      });
      if (options.frame_level && pass.mode === 'infer') {
        const first = overFrames(fc1).apply(pass, y);
        pass.expose('fc1', first);
        if (layer === 'fc1') return average(first);
        const second = overFrames(fc2).apply(pass, between(pass, first));
        pass.expose('fc2', second);
        return average(second);
      }
      const vectors = pooling === 'average' ? average(y) : statisticsPooling(y, pooling, pass.mode);
      pass.expose('pool', vectors);
      const first = fc1.apply(pass, vectors);
      pass.expose('fc1', first);
      if (pass.mode === 'infer' && layer === 'fc1') return first;
      const second = fc2.apply(pass, vectorsOf(between(pass, framesOf(first))));
      pass.expose('fc2', second);
      return pass.mode === 'infer' ? second : tf.relu(vectorsOf(normalized(pass, 6, framesOf(second))));
    },
  };
}

/** [batch, channels] as an utterance of one frame, [batch, 1, 1, channels]. */
function framesOf(x: tf.Tensor2D): tf.Tensor4D {
  const [batch, channels] = x.shape;
  return x.as4D(batch, 1, 1, channels);
}

/** Back again. */
function vectorsOf(x: tf.Tensor4D): tf.Tensor2D {
  return x.as2D(x.shape[0], x.shape[3]);
}

/** [batch, frames, 1, channels] → [batch, channels]. */
function average(x: tf.Tensor4D): tf.Tensor2D {
  return tf.mean<tf.Tensor2D>(x, [1, 2]);
}

function demandLinear({ pooling, after_fc1: between, embedding_layer: layer }: FrameCnnOptions): void {
  const faults = [
    pooling === 'average' ? '' : `pooling: ${pooling}`,
    between === 'linear' || layer === 'fc1' ? '' : `after_fc1: ${between}`,
  ].filter(fault => fault !== '');
  if (faults.length === 0) return;
  throw new UsageError({
    what: 'frames have no embeddings of their own in this network',
    where: 'model.frame_level',
    expected:
      'pooling: average, and after_fc1: linear where the embedding is fc2: the mean of the frames is then the embedding',
    found: faults.join(', '),
  });
}

const count = z.int().min(1).max(65536);
const options = z.strictObject({
  filters: z
    .tuple([count, count, count, count])
    .default([1000, 1000, 1000, 1500])
    .describe('filters of the four convolutions'),
  fc1: count.default(1500).describe('length of the first fully connected layer'),
  fc2: count.default(600).describe('length of the second'),
  pooling: z
    .enum(['biased-deviation', 'unbiased-deviation', 'unbiased-variance', 'average'])
    .default('biased-deviation')
    .describe('what is kept of each filter over time: mean and spread, or the mean alone'),
  after_fc1: z
    .enum(['linear', 'relu'])
    .default('linear')
    .describe('what follows fc1: nothing (table 2) or a ReLU (table 1)'),
  embedding_layer: z
    .enum(['fc1', 'fc2'])
    .default('fc2')
    .describe('whose output, before batch norm and ReLU, is the embedding'),
  batch_norm: z.boolean().default(false).describe('batch norm in front of each ReLU, and where fc1 has none'),
  batch_norm_momentum: z
    .number()
    .gt(0)
    .max(1)
    .default(0.001)
    .describe('how far its running statistics move at each step: little for batches of 4, 0.1 where steps are few'),
  frame_level: z
    .boolean()
    .default(false)
    .describe('average behind the embedding layer instead of before fc1, so that each frame has an embedding'),
});

/** The 1-d CNN of frame-level speaker embeddings. */
export const frameCnnComponent = {
  summary: '1-d CNN of frame-level speaker embeddings: four convolutions over time, pooling, two linear layers',
  source:
    'Shon et al. 2018, Frame-level speaker embeddings, section 2 and figure 1; batch norm, padding, start: swshon/sidnet spk2vec_test24_aug.py',
  options,
  readings: ['after_fc1', 'embedding_layer', 'frame_level', 'batch_norm_momentum'],
  build: (chosen, { features }) => frameCnn({ ...chosen, features }),
  describe: ({ pooling, after_fc1: between, embedding_layer: layer, frame_level: frameLevel, batch_norm: norm }) => ({
    structure: '1d-CNN',
    pooling: `${pooling === 'average' ? 'average' : 'statistics'}${frameLevel ? `, behind ${layer}` : ''}`,
    embeddingLayer: `${layer}, the ${layer === 'fc1' ? 'first' : 'last'} fully connected layer, before its ReLU`,
    nonlinearity: `ReLU after all layers${between === 'relu' ? '' : ' but fc1, the one before fc2'}${norm ? ', batch norm in front' : ''}`,
  }),
} satisfies SpeakerModelComponent<typeof options>;
