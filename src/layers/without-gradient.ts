import { tf } from '../engine/tf';

/**
 * f(x), through which no gradient flows back to x. Conditions of tf.where need it: tfjs asks them for a gradient,
 * and fails, as comparisons have none.
 */
export function withoutGradient(x: tf.Tensor, f: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  return tf.customGrad((...given) => {
    const [value] = given;
    if (!(value instanceof tf.Tensor)) throw new TypeError('withoutGradient: one tensor expected');
    return { value: f(value), gradFunc: () => tf.zeros(x.shape) };
  })(x);
}
