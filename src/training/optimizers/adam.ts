import { z } from 'zod';
import { tf } from '../../engine/tf';
import type { OptimizerComponent } from './optimizer';

const options = z.strictObject({
  beta1: z.number().min(0).lt(1).default(0.9).describe('decay of the mean of gradients'),
  beta2: z.number().min(0).lt(1).default(0.999).describe('decay of the mean of squared gradients'),
  epsilon: z.number().positive().default(1e-8).describe('added to the root; 1e-8 as in PyTorch, Keras has 1e-7'),
  weight_decay: z.number().min(0).default(0).describe('decay; see decoupled'),
  decoupled: z
    .boolean()
    .default(false)
    .describe('true: AdamW, decay acts on the weight; false: it is added to the gradient'),
});

/** Adam (Kingma and Ba 2015, algorithm 1) and, with `decoupled`, AdamW (Loshchilov and Hutter 2019, algorithm 2). */
export const adam: OptimizerComponent<typeof options> = {
  summary: 'Adam; AdamW with decoupled: true',
  source: 'Kingma and Ba 2015, algorithm 1; pytorch: torch/optim/adam.py',
  options,
  build: ({ beta1, beta2, epsilon, weight_decay: decay, decoupled }) => ({
    slots: ['mean', 'square'],
    update({ weight, gradient, slots: [mean, square], learningRate, step, decays }) {
      if (mean === undefined || square === undefined) throw new Error('adam: update called without its two slots');
      const acts = decays && decay > 0;
      const g = acts && !decoupled ? tf.add(gradient, tf.mul(weight, decay)) : gradient;
      const shrunk = acts && decoupled ? tf.mul(weight, tf.sub(1, tf.mul(learningRate, decay))) : weight;
      const first = tf.add(tf.mul(mean, beta1), tf.mul(g, 1 - beta1));
      const second = tf.add(tf.mul(square, beta2), tf.mul(tf.square(g), 1 - beta2));
      const firstBias = oneMinusPower(beta1, step);
      const secondBias = oneMinusPower(beta2, step);
      const root = tf.add(tf.div(tf.sqrt(second), tf.sqrt(secondBias)), epsilon);
      const change = tf.mul(tf.div(first, root), tf.div(learningRate, firstBias));
      return { weight: tf.sub(shrunk, change), slots: [first, second] };
    },
  }),
};

/** 1 − base^step by expm1: in single precision 1 − 0.999 itself is off by 1e-5 of its value. */
function oneMinusPower(base: number, step: tf.Scalar): tf.Tensor {
  return tf.neg(tf.expm1(tf.mul(step, Math.log(base))));
}
