import { DataError } from '../core/errors';
import { rawOp } from '../engine/raw-op';
import { tf } from '../engine/tf';
import type { Mode } from './pass';
import { withoutGradient } from './without-gradient';

/** How the spread over time is measured: unbiased divides by T − 1, biased by T. */
export type Spread = 'unbiased-deviation' | 'biased-deviation' | 'unbiased-variance';

/** Frames that pooling must be given: a single one has no unbiased variance. */
export function leastPooled(spread: Spread): number {
  return spread === 'biased-deviation' ? 1 : 2;
}

/**
 * Mean and spread over time: [batch, time, frequency, channel] → [batch, 2 · channel · frequency].
 * The order is all means, then all spreads; within each, channel is the slower index, as PyTorch's flattening of [channel, frequency].
 * Default: √(unbiased variance + 1e-7), wespeaker's TSTP (wespeaker/models/pooling_layers.py). Throws a DataError where a
 * single frame is left and the variance has no unbiased estimate.
 */
export function statisticsPooling(
  x: tf.Tensor4D,
  spread: Spread = 'unbiased-deviation',
  mode: Mode = 'train',
): tf.Tensor2D {
  const [batch, time, frequency, channel] = x.shape;
  const lost = leastPooled(spread) - 1;
  if (time <= lost) {
    throw new DataError({
      what: 'the audio is too short for statistics pooling',
      expected: `at least ${lost + 1} frames after the convolutions`,
      found: `${time}`,
      remedy: 'leave out utterances under 0.2 s, or set a longer crop',
    });
  }
  const mean = x.mean<tf.Tensor4D>(1, true);
  const squares = x.sub(mean).square().sum<tf.Tensor4D>(1, true);
  // Training has crops of one length; a function for extraction serves utterances of all lengths.
  const kept = mode === 'train' ? tf.scalar(time - lost) : tf.sub(timeOf(x), lost);
  const variance = squares.div<tf.Tensor4D>(kept);
  // + 1e-7: the gradient of the root is infinite at 0.
  const second = spread === 'unbiased-variance' ? variance : variance.add<tf.Tensor4D>(1e-7).sqrt<tf.Tensor4D>();
  return tf
    .concat([mean, second], 1) // [batch, 2, frequency, channel]
    .transpose([0, 1, 3, 2])
    .reshape([batch, 2 * channel * frequency]);
}

/** The number of frames as a tensor: a number would tie a compiled step to one length. */
function timeOf(x: tf.Tensor4D): tf.Tensor {
  return withoutGradient(x, value => {
    const [extents] = rawOp('Shape', { T: { type: 'float32' }, out_type: { type: 'int32' } }, [value], 1);
    if (extents === undefined) throw new Error('Shape gave no output');
    return tf.cast(tf.slice(extents, [1], [1]), 'float32');
  });
}
