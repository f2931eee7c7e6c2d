import { z } from 'zod';
import { tf } from '../engine/tf';
import { addAngle, angularVariant } from './angular-margin';
import { classVectors, cosines } from './cosine-classes';
import { crossEntropy, shareRight } from './cross-entropy';
import type { LossComponent } from './loss';
import { angleMargin, scaleOption } from './margin-options';
import { pairStatistics } from './pair-statistics';

const options = z.strictObject({ scale: scaleOption, margin: angleMargin.default(0.2), variant: angularVariant });

/** Additive angular margin softmax: the angle to the own class is widened by m, then all cosines are scaled by s. */
export const aamSoftmax = {
  summary: 'AAM-Softmax (ArcFace): an additive margin on the angle to the own class',
  source: 'Deng et al. 2019, ArcFace, eq. 3',
  options,
  build({ scale, margin: final, variant }, context) {
    const vectors = classVectors(context);
    return {
      parameters: [vectors],
      margin: final,
      forward(pass, embedding, labels, margin) {
        const found = cosines(pass, vectors, embedding, labels);
        const { all, own, target } = found;
        const withMargin = addAngle(target, margin, variant); // [batch, 1]
        const logits = tf.mul<tf.Tensor2D>(tf.add(all, tf.mul(own, tf.sub(withMargin, target))), scale);
        const slopes = { hard: scale, satisfied: scale };
        return {
          loss: crossEntropy(logits, own),
          correct: shareRight(all, labels),
          statistics: pairStatistics(found, withMargin, logits, slopes),
        };
      },
    };
  },
} satisfies LossComponent<typeof options>;
