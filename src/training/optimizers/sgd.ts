import { z } from 'zod';
import { tf } from '../../engine/tf';
import type { OptimizerComponent } from './optimizer';

const options = z.strictObject({
  momentum: z.number().min(0).max(1).default(0.9).describe('share of the last update that is kept'),
  nesterov: z.boolean().default(false).describe('look ahead along the momentum before stepping'),
  weight_decay: z.number().min(0).default(1e-4).describe('L2 penalty, added to the gradient'),
});

/** Stochastic gradient descent; v ← μ v + g, w ← w − lr v: the learning rate acts outside the momentum, as in PyTorch. */
export const sgd: OptimizerComponent<typeof options> = {
  summary: 'stochastic gradient descent with momentum',
  source: 'pytorch: torch/optim/sgd.py, dampening 0',
  options,
  build: ({ momentum, nesterov, weight_decay: decay }) => ({
    slots: momentum > 0 ? ['momentum'] : [],
    update({ weight, gradient, slots, learningRate, decays }) {
      const decayed = decays && decay > 0 ? tf.add(gradient, tf.mul(weight, decay)) : gradient;
      const [before] = slots;
      if (before === undefined) return { weight: tf.sub(weight, tf.mul(decayed, learningRate)), slots: [] };
      const velocity = tf.add(tf.mul(before, momentum), decayed);
      const direction = nesterov ? tf.add(decayed, tf.mul(velocity, momentum)) : velocity;
      return { weight: tf.sub(weight, tf.mul(direction, learningRate)), slots: [velocity] };
    },
  }),
};
