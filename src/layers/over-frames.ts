import type { tf } from '../engine/tf';
import type { Layer } from './layer';

/** A layer of vectors applied to every frame by itself: [batch, time, 1, inputs] → [batch, time, 1, outputs]. */
export function overFrames({ parameters, apply }: Layer<tf.Tensor2D>): Layer<tf.Tensor4D> {
  return {
    parameters,
    apply(pass, x) {
      const [batch, time, , inputs] = x.shape;
      const y = apply(pass, x.as2D(batch * time, inputs));
      return y.as4D(batch, time, 1, y.shape[1]);
    },
  };
}
