import { z } from 'zod';
import { tf } from '../engine/tf';
import { addAngle, angularVariant } from './angular-margin';
import { classVectors, cosines } from './cosine-classes';
import { crossEntropy, shareRight } from './cross-entropy';
import type { LossComponent } from './loss';
import { angleMargin, scaleOption } from './margin-options';

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
        const { all, own, target } = cosines(pass, vectors, embedding, labels);
        const widened = tf.sub(addAngle(target, margin, variant), target); // [batch, 1]
        const logits = tf.mul<tf.Tensor2D>(tf.add(all, tf.mul(own, widened)), scale);
        return { loss: crossEntropy(logits, own), correct: shareRight(all, labels), statistics: {} };
      },
    };
  },
} satisfies LossComponent<typeof options>;
