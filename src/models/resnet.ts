import { tf } from '../engine/tf';
import { batchNorm } from '../layers/batch-norm';
import { conv2d } from '../layers/conv2d';
import type { Layer } from '../layers/layer';
import { linear } from '../layers/linear';
import { leastPooled, type Spread, statisticsPooling } from '../layers/statistics-pooling';
import type { SpeakerModel } from './speaker-model';

export interface ResnetOptions {
  /** Dimension of one frame of features. */
  readonly features: number;
  /** Channels of the first stage; each later stage has twice as many. */
  readonly channels: number;
  /** Basic blocks of each stage. */
  readonly blocks: readonly number[];
  readonly pooling: Spread;
  readonly embedding: number;
}

/**
 * A residual network of basic blocks over the spectrogram as an image, statistics pooling, and one linear layer: He et al.
 * 2016, table 1, as wespeaker lays it out (wespeaker/models/resnet.py, two_emb_layer off). The first stage keeps time and
 * frequency, each later one halves both. Parameter names are wespeaker's; kernels and matrices are transposed as conv2d and linear say.
 */
export function resnet(options: ResnetOptions): SpeakerModel {
  const { features, channels, blocks, pooling, embedding } = options;
  const stem = conv2d('conv1', { inputs: 1, outputs: channels, kernel: 3, padding: 1 });
  const stemNorm = batchNorm('bn1', channels);
  const stages = blocks.map((count, stage) =>
    Array.from({ length: count }, (_, index) => {
      const outputs = channels * 2 ** stage;
      const first = index === 0;
      return basicBlock(`layer${stage + 1}.${index}`, {
        inputs: first && stage > 0 ? outputs / 2 : outputs,
        outputs,
        stride: first && stage > 0 ? 2 : 1,
      });
    }),
  );
  const top = channels * 2 ** (blocks.length - 1);
  const height = blocks.slice(1).reduce(size => Math.ceil(size / 2), features);
  const projection = linear('seg_1', 2 * top * height, embedding);
  return {
    parameters: [stem, stemNorm, ...stages.flat(), projection].flatMap(({ parameters }) => parameters),
    embedding,
    // Each stage after the first makes ⌈frames / 2⌉ of them.
    leastFrames: (leastPooled(pooling) - 1) * 2 ** (blocks.length - 1) + 1,
    forward(pass, x) {
      const [batch, time, frequency] = x.shape;
      let y = tf.relu(stemNorm.apply(pass, stem.apply(pass, x.reshape([batch, time, frequency, 1]))));
      pass.expose('bn1', y);
      stages.forEach((stage, index) => {
        for (const block of stage) y = block.apply(pass, y);
        pass.expose(`layer${index + 1}`, y);
      });
      const pooled = statisticsPooling(y, pooling, pass.mode);
      pass.expose('pool', pooled);
      return projection.apply(pass, pooled);
    },
  };
}

/**
 * Two 3 × 3 convolutions beside a shortcut (He et al. 2016, figure 5 left); the shortcut is a 1 × 1 convolution with batch norm where
 * stride or width change, otherwise the input itself.
 */
function basicBlock(
  name: string,
  { inputs, outputs, stride }: { readonly inputs: number; readonly outputs: number; readonly stride: number },
): Layer<tf.Tensor4D> {
  const first = conv2d(`${name}.conv1`, { inputs, outputs, kernel: 3, stride, padding: 1 });
  const firstNorm = batchNorm(`${name}.bn1`, outputs);
  const second = conv2d(`${name}.conv2`, { inputs: outputs, outputs, kernel: 3, padding: 1 });
  const secondNorm = batchNorm(`${name}.bn2`, outputs);
  const shortcut =
    stride === 1 && inputs === outputs
      ? []
      : [
          conv2d(`${name}.shortcut.0`, { inputs, outputs, kernel: 1, stride }),
          batchNorm(`${name}.shortcut.1`, outputs),
        ];
  return {
    parameters: [first, firstNorm, second, secondNorm, ...shortcut].flatMap(({ parameters }) => parameters),
    apply(pass, x) {
      const inner = tf.relu(firstNorm.apply(pass, first.apply(pass, x)));
      const residual = secondNorm.apply(pass, second.apply(pass, inner));
      const direct = shortcut.reduce((y, layer) => layer.apply(pass, y), x);
      return tf.relu(tf.add(residual, direct));
    },
  };
}
