import { z } from 'zod';
import { tf } from '../engine/tf';
import { linear } from '../layers/linear';
import { crossEntropy, shareRight } from './cross-entropy';
import type { LossComponent } from './loss';

const options = z.strictObject({
  bias: z.boolean().default(true).describe('whether each class has an offset beside its vector'),
});

/** Cross entropy of softmax over an affine map of the embedding. */
export const softmax = {
  summary: 'softmax cross entropy over a linear layer, no margin',
  source: 'wespeaker/models/projections.py, softmax; the start is that of PyTorch’s Linear',
  options,
  build({ bias }, { embedding: dimension, classes }) {
    const projection = linear('projection', dimension, classes, bias);
    return {
      parameters: projection.parameters,
      margin: 0,
      forward(pass, embedding, labels) {
        const logits = projection.apply(pass, embedding);
        const own = tf.oneHot(labels, classes).as2D(-1, classes).toFloat();
        return { loss: crossEntropy(logits, own), correct: shareRight(logits, labels), statistics: {} };
      },
    };
  },
} satisfies LossComponent<typeof options>;
