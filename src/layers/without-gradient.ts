import { tf } from '../engine/tf';

/**
 * f(x), through which no gradient flows back to x. Conditions of tf.where need it, and raw ops beside the way of the gradient: tfjs asks
 * all of them for a gradient, and fails where they have none.
 */
export function withoutGradient(x: tf.Tensor, f: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  return tf.customGrad((...given) => {
    const [value, save] = given;
    if (!(value instanceof tf.Tensor) || typeof save !== 'function') throw new TypeError('one tensor expected');
    save([value]);
    // Not tf.zeros: its values would become part of a compiled step.
    return {
      value: f(value),
      gradFunc: (_: tf.Tensor, saved: tf.Tensor[]) => saved.map(tensor => tf.zerosLike(tensor)),
    };
  })(x);
}
