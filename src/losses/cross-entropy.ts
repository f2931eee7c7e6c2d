import { rawOp } from '../engine/raw-op';
import { tf } from '../engine/tf';

/**
 * Mean over the batch of −ln softmax(logits) at the own class; logits and own (1 at the own class) are [batch, classes].
 * One kernel gives value and gradient, with the largest logit subtracted first, so that no exponential overflows.
 */
export function crossEntropy(logits: tf.Tensor2D, own: tf.Tensor2D): tf.Scalar {
  const each = tf.customGrad((...given) => {
    const [x, save] = given;
    if (!(x instanceof tf.Tensor) || typeof save !== 'function')
      throw new TypeError('crossEntropy: one tensor expected');
    const [value, gradient] = rawOp('SoftmaxCrossEntropyWithLogits', { T: { type: 'float32' } }, [x, own], 2);
    if (value === undefined || gradient === undefined) throw new Error('SoftmaxCrossEntropyWithLogits gave no output');
    save([gradient]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => saved.map(slope => tf.mul(slope, tf.expandDims(dy, 1))),
    };
  });
  return tf.mean<tf.Scalar>(each(logits));
}

/** Share of rows whose largest value is at the own class. */
export function shareRight(scores: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.mean<tf.Scalar>(tf.equal(tf.argMax(scores, 1), labels).toFloat());
}
