import { fusedBatchNorm, inferBatchNorm } from '../engine/fused-batch-norm';
import { tf } from '../engine/tf';
import { constant } from './init';
import type { Layer } from './layer';
import type { Parameter } from './parameter';

export interface BatchNormOptions {
  /** Whether there is a scale and an offset; Kaldi's BatchNormComponent has none. */
  readonly affine?: boolean;
  /** How far the running statistics move at each step: a tenth of the way in PyTorch, whose 0.1 is 1 less TensorFlow's decay of 0.9. */
  readonly momentum?: number;
  /** Added to the variance; PyTorch's unless given. */
  readonly epsilon?: number;
}

/**
 * Batch normalization over batch, time and frequency: [batch, time, frequency, channels] → the same.
 * Training normalizes by the batch (biased variance) and moves `running_mean` and `running_var` (unbiased) towards it;
 * inference uses the running ones. As torch/nn/modules/batchnorm.py, without its `num_batches_tracked`.
 */
export function batchNorm(name: string, channels: number, options: BatchNormOptions = {}): Layer<tf.Tensor4D> {
  const { affine = true, momentum = 0.1, epsilon = 1e-5 } = options;
  const vector = (suffix: string, start: number, trained: boolean): Parameter => ({
    name: `${name}.${suffix}`,
    shape: [channels],
    trained,
    decay: false,
    init: constant([channels], start),
  });
  const scale = vector('weight', 1, true);
  const offset = vector('bias', 0, true);
  const mean = vector('running_mean', 0, false);
  const variance = vector('running_var', 1, false);
  return {
    parameters: affine ? [scale, offset, mean, variance] : [mean, variance],
    apply(pass, x) {
      const read = ({ name }: Parameter): tf.Tensor1D => pass.weight(name).as1D();
      const gain = affine ? read(scale) : tf.ones<tf.Rank.R1>([channels]);
      const shift = affine ? read(offset) : tf.zeros<tf.Rank.R1>([channels]);
      if (pass.mode === 'infer') return inferBatchNorm(x, gain, shift, read(mean), read(variance), epsilon);
      const batch = fusedBatchNorm(x, gain, shift, epsilon);
      pass.update(mean.name, towards(read(mean), batch.mean, momentum));
      pass.update(variance.name, towards(read(variance), batch.variance, momentum));
      return batch.y;
    },
  };
}

function towards(running: tf.Tensor, batch: tf.Tensor, momentum: number): tf.Tensor {
  return running.add(tf.mul(batch.sub(running), momentum));
}

/** The same of vectors: [batch, channels] → [batch, channels], over the batch; PyTorch's BatchNorm1d. */
export function batchNormOfVectors(name: string, channels: number, options: BatchNormOptions = {}): Layer<tf.Tensor2D> {
  const { parameters, apply } = batchNorm(name, channels, options);
  return {
    parameters,
    apply(pass, x) {
      const [batch] = x.shape;
      return apply(pass, x.as4D(batch, 1, 1, channels)).as2D(batch, channels);
    },
  };
}
