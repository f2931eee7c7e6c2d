import { z } from 'zod';
import { tf } from '../engine/tf';
import { withoutGradient } from '../layers/without-gradient';
import { share } from '../recipe/quantity';
import type { LossComponent } from './loss';

const options = z.strictObject({
  margin: z.number().positive().default(1).describe('distance from which different speakers cost nothing'),
  unit_length: z
    .boolean()
    .default(true)
    .describe('scale embeddings to length 1 first, so that distances are 0 to 2; false: as the network gives them'),
  hard: share()
    .default(0)
    .describe('share of the pairs of different speakers, the nearest, that weigh as much as all of them; 0 = none do'),
});

/** Keeps the root's gradient finite where two embeddings coincide. */
const LEAST = 1e-12;
/** Farther than any pair is. */
const BEYOND = 1e30;

/**
 * Contrastive loss over all pairs of a batch, for the Siamese stage behind a network that has learnt to classify: same-speaker pairs cost
 * their squared distance, others what they lack to the margin, squared; halved. Both kinds weigh alike, however many there are; a batch without
 * same-speaker pairs pulls none together (`sampling: pairs` puts two crops of each speaker into it). With `hard: 0.1` half of the weight of others
 * lies on the nearest tenth of them, as half of the pairs of Nagrani et al. are drawn from the hardest tenth of all: most others are farther than
 * the margin, and cost nothing. `correct` is the mean of two shares: of same pairs nearer than half the margin, and of others farther.
 */
export const contrastive = {
  summary: 'contrastive loss over the pairs of a batch, for a Siamese second stage; learns no class vectors',
  source:
    'Hadsell et al. 2006, eq. 4, as in Nagrani et al. 2017, section 4.2, with its hard negatives; unit length as a-nagrani/VGGVox L2Norm',
  options,
  build: ({ margin: final, unit_length: unitLength, hard }) => ({
    parameters: [],
    margin: final,
    forward(_pass, embedding, labels, margin) {
      const places = unitLength ? tf.div<tf.Tensor2D>(embedding, tf.norm(embedding, 2, 1, true)) : embedding;
      const [batch] = places.shape;
      const alike = tf.equal(labels.as2D(batch, 1), labels.as2D(1, batch)).toFloat(); // [batch, batch]
      const pairs = tf.tensor2d(upperTriangle(batch), [batch, batch]);
      const same = tf.mul<tf.Tensor2D>(alike, pairs);
      const others = tf.mul<tf.Tensor2D>(tf.sub(1, alike), pairs);
      const squares = tf.sum(tf.square(places), 1);
      const gram = tf.matMul(places, places, false, true);
      const sums = tf.add(squares.as2D(batch, 1), squares.as2D(1, batch));
      const squared = tf.maximum<tf.Tensor2D>(tf.sub(sums, tf.mul(gram, 2)), LEAST);
      const distance = tf.sqrt(squared);
      const lacking = tf.square<tf.Tensor2D>(tf.relu(tf.sub(margin, distance)));
      const apart = meanOver(lacking, others);
      const hardest = hard === 0 ? apart : meanOver(lacking, nearest(distance, others, hard));
      const near = tf.less(distance, tf.div(margin, 2)).toFloat() as tf.Tensor2D;
      const half = (a: tf.Tensor, b: tf.Tensor): tf.Scalar => tf.div(tf.add(a, b), 2).asScalar();
      return {
        loss: tf.div(half(meanOver(squared, same), half(apart, hardest)), 2).asScalar(),
        correct: half(meanOver(near, same), meanOver(tf.sub(1, near), others)),
        statistics: {
          same_distance: meanOver(distance, same),
          other_distance: meanOver(distance, others),
          same_pairs: tf.sum(same).asScalar(),
          active_pairs: meanOver(tf.greater(lacking, 0).toFloat() as tf.Tensor2D, others),
        },
      };
    },
  }),
} satisfies LossComponent<typeof options>;

/** 1 above the diagonal: each pair once, none of an embedding with itself. */
function upperTriangle(size: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, at) => (at % size > Math.floor(at / size) ? 1 : 0));
}

/**
 * 1 for the nearest of the masked pairs, as many as that share of them, at least one; equally near ones at the edge are all in. Without gradient: which
 * pairs they are is a choice.
 */
function nearest(distance: tf.Tensor2D, mask: tf.Tensor2D, share: number): tf.Tensor2D {
  const chosen = withoutGradient(distance, distances => {
    const candidates = tf.where(tf.greater(mask, 0), distances, BEYOND).flatten();
    const ascending = tf.neg(tf.topk(tf.neg(candidates), candidates.size).values);
    const last = tf.maximum(tf.sub(tf.ceil(tf.mul(tf.sum(mask), share)), 1), 0);
    // Not tf.gather, which looks at the place itself: a compiled step cannot wait for it.
    const here = tf.equal(tf.range(0, candidates.size), last).toFloat();
    return tf.lessEqual(distances, tf.sum(tf.mul(ascending, here))).toFloat();
  });
  return tf.mul(chosen, mask);
}

/** The mean of the values where the mask is 1; 0 where it is nowhere. */
function meanOver(values: tf.Tensor2D, mask: tf.Tensor2D): tf.Scalar {
  return tf.div(tf.sum(tf.mul(values, mask)), tf.maximum(tf.sum(mask), 1)).asScalar();
}
