import { z } from 'zod';
import { tf } from '../engine/tf';

export const cmnOption = z
  .enum(['utterance', 'none'])
  .default('utterance')
  .describe('mean normalization: utterance takes off the mean over time of what is extracted at once');

/** Each value less its mean over time: [batch, frames, dimension] → the same. Cepstral mean normalization, per utterance, without variance. */
export function subtractMean(features: tf.Tensor3D): tf.Tensor3D {
  return tf.sub(features, tf.mean(features, 1, true));
}
