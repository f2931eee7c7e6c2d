import { z } from 'zod';
import { addAngle, angularVariant } from './angular-margin';
import { classVectors, cosines } from './cosine-classes';
import { shareRight } from './cross-entropy';
import type { LossComponent } from './loss';
import { angleMargin, scaleOption } from './margin-options';
import { realMargin, satisfiedReading } from './real-margin';

const options = z.strictObject({
  scale: scaleOption,
  margin: angleMargin.default(0.2),
  variant: angularVariant,
  satisfied: satisfiedReading,
});

/** Real AM-Softmax with the margin on the angle; svtk's own extension, in no paper. */
export const realAamSoftmax = {
  summary: 'Real AAM-Softmax: the true margin of Real AM-Softmax, on the angle (an extension, in no paper)',
  source:
    'svtk’s extension: eq. 12 of Li et al. 2021 with cos(θ + m) of Deng et al. 2019, conjectured in section 4 of the former',
  options,
  build({ scale, margin: final, variant, satisfied: reading }, context) {
    const vectors = classVectors(context);
    return {
      parameters: [vectors],
      margin: final,
      forward(pass, embedding, labels, margin) {
        const found = cosines(pass, vectors, embedding, labels);
        const { loss, statistics } = realMargin(found, addAngle(found.target, margin, variant), scale, reading);
        return { loss, correct: shareRight(found.all, labels), statistics };
      },
    };
  },
} satisfies LossComponent<typeof options>;
