import { tf } from '../engine/tf';
import { batchNorm } from './batch-norm';
import { conv2d } from './conv2d';
import type { Layer } from './layer';
import { basicBlock } from './residual-block';

/**
 * Residual convolutions over the spectrogram as an image that halve the frequencies three times and keep every frame:
 * [batch, time, frequency, 1] → [batch, time, frequency / 8 rounded up, channels]. The front-end convolution module of Wang et al. 2023,
 * section 2.1; names of wespeaker's FCM.
 */
export function frequencyFront(name: string, channels: number): Layer<tf.Tensor4D> {
  const wide = { inputs: channels, outputs: channels };
  const block = (place: string, stride: number) => basicBlock(`${name}.${place}`, { ...wide, stride: [1, stride] });
  const stem = conv2d(`${name}.conv1`, { inputs: 1, outputs: channels, kernel: 3, padding: 1 });
  const stemNorm = batchNorm(`${name}.bn1`, channels);
  const blocks = [block('layer1.0', 2), block('layer1.1', 1), block('layer2.0', 2), block('layer2.1', 1)];
  const last = conv2d(`${name}.conv2`, { ...wide, kernel: 3, stride: [1, 2], padding: 1 });
  const lastNorm = batchNorm(`${name}.bn2`, channels);
  return {
    parameters: [stem, stemNorm, ...blocks, last, lastNorm].flatMap(({ parameters }) => parameters),
    apply(pass, x) {
      const start = tf.relu(stemNorm.apply(pass, stem.apply(pass, x)));
      const inner = blocks.reduce((y, layer) => layer.apply(pass, y), start);
      return tf.relu(lastNorm.apply(pass, last.apply(pass, inner)));
    },
  };
}
