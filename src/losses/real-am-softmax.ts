import { z } from 'zod';
import { tf } from '../engine/tf';
import { classVectors, cosines } from './cosine-classes';
import { shareRight } from './cross-entropy';
import type { LossComponent } from './loss';
import { cosineMargin, scaleOption } from './margin-options';
import { realMargin, satisfiedReading } from './real-margin';

const options = z.strictObject({
  scale: scaleOption,
  margin: cosineMargin.default(0.3),
  satisfied: satisfiedReading,
});

/** Real additive margin softmax: a class that the own class leads by the margin pulls no more. */
export const realAmSoftmax = {
  summary: 'Real AM-Softmax: a true margin, other classes are forgotten once the own class leads by m',
  source: 'Li et al. 2021, Real Additive Margin Softmax for Speaker Verification, eq. 12',
  options,
  build({ scale, margin: final, satisfied: reading }, context) {
    const vectors = classVectors(context);
    return {
      parameters: [vectors],
      margin: final,
      forward(pass, embedding, labels, margin) {
        const found = cosines(pass, vectors, embedding, labels);
        const { loss, statistics } = realMargin(found, tf.sub(found.target, margin), scale, reading);
        return { loss, correct: shareRight(found.all, labels), statistics };
      },
    };
  },
} satisfies LossComponent<typeof options>;
