import { z } from 'zod';
import { UsageError } from '../core/errors';
import { tf } from '../engine/tf';
import { batchNorm, batchNormOfVectors } from '../layers/batch-norm';
import { conv1d } from '../layers/conv1d';
import { conv2d } from '../layers/conv2d';
import { linear } from '../layers/linear';
import type { Pass } from '../layers/pass';
import type { SpeakerModel, SpeakerModelComponent } from './speaker-model';

export interface VggMOptions {
  readonly features: number;
  /** Filters of the five convolutions. */
  readonly filters: readonly [number, number, number, number, number];
  readonly fc6: number;
  readonly embedding: number;
  /** What is done to fc7's output, or that another layer follows it. */
  readonly last: 'relu' | 'linear' | 'fc8';
  /** What a training changes: all layers, or the last alone. */
  readonly trained?: 'all' | 'last';
}

interface Stage {
  readonly kernel: number;
  readonly stride: number;
  readonly pool?: {
    readonly size: [time: number, frequency: number];
    readonly stride: [time: number, frequency: number];
  };
}

/** conv1 to conv5, each with one zero on all sides, and the largest of each window after them: Nagrani et al. 2017, table 3. */
const stages: readonly Stage[] = [
  { kernel: 7, stride: 2, pool: { size: [3, 3], stride: [2, 2] } },
  { kernel: 5, stride: 2, pool: { size: [3, 3], stride: [2, 2] } },
  { kernel: 3, stride: 1 },
  { kernel: 3, stride: 1 },
  { kernel: 3, stride: 1, pool: { size: [3, 5], stride: [2, 3] } },
];

/**
 * VGG-M for spectrograms: five convolutions over time and frequency, fc6 over all frequencies of a frame, the mean over time, fc7. Nagrani et
 * al. 2017, VoxCeleb, section 4.1 and table 3, with the released network's batch norm before each ReLU (a-nagrani/VGGVox). 3 s are 300 frames, of
 * which 8 reach the mean; the paper's 67 million parameters are the bytes of the 16.6 million here.
 * With `last: fc8` the embedding is that of section 4.2: in place of the classes a linear layer behind fc7's ReLU, in which a run of the first
 * stage lacks nothing else; `trained: last` freezes all before it, batch norm's statistics too.
 * Parameter names: `conv1` … `conv5`, `fc6`, `fc7`, each with `bn1` … `bn7`; `fc8`. Throws a UsageError where the frames have too few bins.
 */
export function vggM({ features, filters, fc6: width, embedding, last, trained = 'all' }: VggMOptions): SpeakerModel {
  const height = stages.reduce((size, stage) => afterStage(size, stage, 1), features);
  if (height < 1) {
    throw new UsageError({
      what: 'the frames have too few bins for VGG-M',
      where: 'features',
      expected: `at least ${leastExtent(1)}; its own are spectrograms of 512`,
      found: String(features),
    });
  }
  const convolutions = stages.map(({ kernel, stride }, index) => {
    const [inputs, outputs] = [filters[index - 1] ?? 1, filters[index] ?? 0];
    return conv2d(`conv${index + 1}`, { inputs, outputs, kernel, stride, padding: 1, bias: true });
  });
  const norms = filters.map((size, index) => batchNorm(`bn${index + 1}`, size));
  // All frequencies at once: its kernel of 9 × 1 leaves one.
  const rows = height * filters[4];
  const fc6 = conv1d('fc6', { inputs: rows, outputs: width, kernel: 1 });
  const bn6 = batchNorm('bn6', width);
  const fc7 = linear('fc7', width, embedding);
  const bn7 = batchNormOfVectors('bn7', embedding);
  const fc8 = linear('fc8', embedding, embedding);
  const arrays = (...layers: readonly Pick<SpeakerModel, 'parameters'>[]) =>
    layers.flatMap(({ parameters }) => parameters);
  const added = last === 'fc8' ? fc8.parameters : [];
  const ends = arrays(fc7, bn7);
  const body = [...arrays(...convolutions, ...norms, fc6, bn6), ...(last === 'fc8' ? ends : [])];
  const frozen = trained === 'last';
  return {
    parameters: [
      ...(frozen ? body.map(parameter => ({ ...parameter, frozen })) : body),
      ...(last === 'fc8' ? added : ends),
    ],
    added: added.map(({ name }) => name),
    embedding,
    leastFrames: leastExtent(0),
    forward(given, x) {
      // Frozen batch norm keeps its statistics.
      const pass: Pass = frozen ? { ...given, mode: 'infer' } : given;
      const [batch, time] = x.shape;
      let y: tf.Tensor4D = x.reshape([batch, time, features, 1]);
      stages.forEach(({ pool }, index) => {
        const convolved = convolutions[index]?.apply(pass, y) ?? y;
        y = tf.relu(norms[index]?.apply(pass, convolved) ?? convolved);
        if (pool !== undefined) y = tf.maxPool(y, pool.size, pool.stride, 'valid');
        pass.expose(`conv${index + 1}`, y);
      });
      y = tf.relu(bn6.apply(pass, fc6.apply(pass, y.reshape([batch, y.shape[1], 1, rows]))));
      pass.expose('fc6', y);
      const pooled = tf.mean<tf.Tensor2D>(y, [1, 2]);
      pass.expose('pool', pooled);
      const seventh = last === 'fc8' ? pass : given;
      const vector = bn7.apply(seventh, fc7.apply(seventh, pooled));
      pass.expose('fc7', vector);
      if (last === 'linear') return vector;
      return last === 'relu' ? tf.relu(vector) : fc8.apply(given, tf.relu(vector));
    },
  };
}

/** How many places along time (axis 0) or frequency (axis 1) a stage leaves; 0 or less where it fits nowhere. */
function afterStage(size: number, { kernel, stride, pool }: Stage, axis: 0 | 1): number {
  const convolved = Math.floor((size + 2 - kernel) / stride) + 1;
  return pool === undefined ? convolved : Math.floor((convolved - pool.size[axis]) / pool.stride[axis]) + 1;
}

/** The smallest extent of which something is left. */
function leastExtent(axis: 0 | 1): number {
  for (let size = 1; ; size++) {
    if (stages.reduce((left, stage) => (left < 1 ? 0 : afterStage(left, stage, axis)), size) >= 1) return size;
  }
}

const count = z.int().min(1).max(65536);
const options = z.strictObject({
  filters: z
    .tuple([count, count, count, count, count])
    .default([96, 256, 384, 256, 256])
    .describe('filters of the five convolutions'),
  fc6: count.default(4096).describe('length of the layer over all frequencies, which is averaged over time'),
  embedding: count.default(1024).describe('length of the last layer, the embedding'),
  last: z
    .enum(['relu', 'linear', 'fc8'])
    .default('relu')
    .describe(
      'the embedding: fc7 behind its ReLU, as the classes see it; fc7 before it; or fc8, a linear layer in place of the classes, for the Siamese stage',
    ),
  trained: z
    .enum(['all', 'last'])
    .default('all')
    .describe('what a training changes: all layers, or the last alone, as the Siamese stage does'),
});

/** VGG-M over spectrograms. */
export const vggMComponent = {
  summary: 'VGG-M over spectrograms of 512 bins: five convolutions, average over time, two connected layers',
  source: 'Nagrani et al. 2017, VoxCeleb, table 3; layout of a-nagrani/VGGVox',
  options,
  readings: ['last', 'trained'],
  build: (chosen, { features }) => vggM({ ...chosen, features }),
  describe: ({ last }) => ({
    structure: '2d-CNN (VGG-M)',
    pooling: 'average',
    embeddingLayer: `${last === 'fc8' ? last : 'fc7'}, the last fully connected layer`,
    nonlinearity: last === 'relu' ? 'ReLU after all layers' : 'ReLU after all layers but the last',
  }),
} satisfies SpeakerModelComponent<typeof options>;
