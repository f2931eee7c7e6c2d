import { z } from 'zod';
import { tf } from '../engine/tf';
import { classVectors, cosines } from './cosine-classes';
import { crossEntropy, shareRight } from './cross-entropy';
import type { LossComponent } from './loss';
import { cosineMargin, scaleOption } from './margin-options';
import { pairStatistics } from './pair-statistics';

const options = z.strictObject({ scale: scaleOption, margin: cosineMargin.default(0.2) });

/** Additive margin softmax: the cosine of the own class is lowered by m, then all are scaled by s. */
export const amSoftmax = {
  summary: 'AM-Softmax (CosFace): an additive margin on the cosine of the own class',
  source: 'Wang et al. 2018, Additive Margin Softmax, eq. 6; Li et al. 2021, Real AM-Softmax, eq. 2',
  options,
  build({ scale, margin: final }, context) {
    const vectors = classVectors(context);
    return {
      parameters: [vectors],
      margin: final,
      forward(pass, embedding, labels, margin) {
        const found = cosines(pass, vectors, embedding, labels);
        const { all, own, target } = found;
        const logits = tf.mul<tf.Tensor2D>(tf.sub(all, tf.mul(own, margin)), scale);
        const slopes = { hard: scale, satisfied: scale };
        return {
          loss: crossEntropy(logits, own),
          correct: shareRight(all, labels),
          statistics: pairStatistics(found, tf.sub(target, margin), logits, slopes),
        };
      },
    };
  },
} satisfies LossComponent<typeof options>;
