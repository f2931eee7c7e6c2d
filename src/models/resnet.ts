import { tf } from '../engine/tf';
import { batchNorm } from '../layers/batch-norm';
import { conv2d } from '../layers/conv2d';
import { type ImagePooling, imagePooling } from '../layers/image-pooling';
import { linear } from '../layers/linear';
import { basicBlock, bottleneckBlock } from '../layers/residual-block';
import type { SpeakerModel } from './speaker-model';

export interface ResnetOptions {
  /** Dimension of one frame of features. */
  readonly features: number;
  /** Channels of the first stage; each later stage has twice as many. */
  readonly channels: number;
  /** Blocks of each stage. */
  readonly blocks: readonly number[];
  /** basic (the default): two convolutions; bottleneck: three, and four times the channels at its end. */
  readonly block?: 'basic' | 'bottleneck';
  readonly pooling: ImagePooling;
  readonly embedding: number;
}

/**
 * A residual network over the spectrogram as an image, pooling over time, and one linear layer: He et al.
 * 2016, table 1, as wespeaker lays it out (wespeaker/models/resnet.py, two_emb_layer off). The first stage keeps time and
 * frequency, each later one halves both. Parameter names are wespeaker's; kernels and matrices are transposed as conv2d and linear say.
 */
export function resnet(options: ResnetOptions): SpeakerModel {
  const { features, channels, blocks, block = 'basic', pooling, embedding } = options;
  const { make, expansion } = kinds[block];
  const stem = conv2d('conv1', { inputs: 1, outputs: channels, kernel: 3, padding: 1 });
  const stemNorm = batchNorm('bn1', channels);
  let width = channels;
  const stages = blocks.map((count, stage) =>
    Array.from({ length: count }, (_, index) => {
      const outputs = expansion * channels * 2 ** stage;
      const made = make(`layer${stage + 1}.${index}`, {
        inputs: width,
        outputs,
        stride: index === 0 && stage > 0 ? 2 : 1,
      });
      width = outputs;
      return made;
    }),
  );
  const height = blocks.slice(1).reduce(size => Math.ceil(size / 2), features);
  const pool = imagePooling('pool', { kind: pooling, channels: width, height });
  const projection = linear('seg_1', pool.outputs, embedding);
  return {
    parameters: [stem, stemNorm, ...stages.flat(), pool, projection].flatMap(({ parameters }) => parameters),
    embedding,
    // Each stage after the first makes ⌈frames / 2⌉ of them.
    leastFrames: (pool.least - 1) * 2 ** (blocks.length - 1) + 1,
    forward(pass, x) {
      const [batch, time, frequency] = x.shape;
      let y = tf.relu(stemNorm.apply(pass, stem.apply(pass, x.reshape([batch, time, frequency, 1]))));
      pass.expose('bn1', y);
      stages.forEach((stage, index) => {
        for (const block of stage) y = block.apply(pass, y);
        pass.expose(`layer${index + 1}`, y);
      });
      const pooled = pool.apply(pass, y);
      pass.expose('pool', pooled);
      return projection.apply(pass, pooled);
    },
  };
}

const kinds = {
  basic: { make: basicBlock, expansion: 1 },
  bottleneck: { make: bottleneckBlock, expansion: 4 },
} as const;
