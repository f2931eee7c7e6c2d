import { tf } from '../engine/tf';
import type { Layer } from './layer';
import { statisticsPooling } from './statistics-pooling';
import { weightAndBias } from './weight-and-bias';
import { withoutGradient } from './without-gradient';

export interface AttentivePoolingOptions {
  readonly channels: number;
  /** Width of the attention's hidden layer. */
  readonly bottleneck?: number;
  /** Whether attention sees mean and deviation of the whole utterance beside each frame. */
  readonly globalContext: boolean;
}

/**
 * Mean and deviation over time, each channel's frames weighted by attention: [batch, time, 1, channels] → [batch, 2 · channels].
 * Desplanques et al. 2020, section 3.1, as wespeaker has it (wespeaker/models/pooling_layers.py, ASTP: tanh alone between the two maps, the
 * variance at least 1e-7; SpeechBrain puts ReLU and batch norm before the tanh, and floors at 1e-12). Names are wespeaker's;
 * `linear1.weight` is [1, 3 · channels or channels, bottleneck]: frame, mean, deviation.
 */
export function attentivePooling(name: string, options: AttentivePoolingOptions): Layer<tf.Tensor4D, tf.Tensor2D> {
  const { channels, bottleneck = 128, globalContext } = options;
  const seen = globalContext ? 3 * channels : channels;
  const hidden = weightAndBias(`${name}.linear1`, [1, seen, bottleneck], seen);
  const scores = weightAndBias(`${name}.linear2`, [1, bottleneck, channels], bottleneck);
  return {
    parameters: [hidden.weight, hidden.bias, scores.weight, scores.bias],
    apply(pass, x) {
      const [batch] = x.shape;
      const matrix = pass.weight(hidden.weight.name).as2D(seen, bottleneck);
      const ofFrame = tf.slice(matrix, [0, 0], [channels, bottleneck]).as4D(1, 1, channels, bottleneck);
      let inner: tf.Tensor4D = tf.add(tf.conv2d(x, ofFrame, 1, 'valid'), pass.weight(hidden.bias.name));
      if (globalContext) {
        // The context is the same for all frames: its part of the product is made once an utterance.
        const context = statisticsPooling(x, 'unbiased-deviation', pass.mode);
        const ofContext = tf.slice(matrix, [channels, 0], [2 * channels, bottleneck]);
        inner = tf.add(inner, tf.matMul(context, ofContext).as4D(batch, 1, 1, bottleneck));
      }
      const kernels = pass.weight(scores.weight.name).as4D(1, 1, bottleneck, channels);
      // The bias of the scores is the same for all frames of a channel: the softmax over time takes it off again.
      const logits = tf.add<tf.Tensor4D>(tf.conv2d(tf.tanh(inner), kernels, 1, 'valid'), pass.weight(scores.bias.name));
      return weightedStatistics(x, logits).as2D(batch, 2 * channels);
    },
  };
}

/** Mean and deviation by softmax over time of the logits: [batch, time, 1, channels] twice → [batch, 2, 1, channels]. */
function weightedStatistics(x: tf.Tensor4D, logits: tf.Tensor4D): tf.Tensor {
  const largest = withoutGradient(logits, values => tf.max(values, 1, true));
  const weights = tf.exp(tf.sub(logits, largest));
  const total = tf.sum(weights, 1, true);
  const average = (values: tf.Tensor) => tf.div(tf.sum(tf.mul(weights, values), 1, true), total);
  const mean = average(x);
  const variance = average(tf.square(tf.sub(x, mean)));
  return tf.concat([mean, tf.sqrt(tf.maximum(variance, 1e-7))], 1);
}
