import { rawOp } from '../engine/raw-op';
import { tf } from '../engine/tf';
import { named } from './gradients';
import { type StateLayout, type StepParts, slotName } from './state-layout';

export interface Update {
  /** L2 norm of all gradients together, before clipping. */
  readonly norm: tf.Tensor;
  /** Trained weights and slots by name. */
  readonly renewed: ReadonlyMap<string, tf.Tensor>;
}

/** Clips the gradients together (torch.nn.utils.clip_grad_norm_) and lets the optimizer act on each weight; pure. */
export function update(
  { optimizer, clipNorm }: Pick<StepParts, 'optimizer' | 'clipNorm'>,
  layout: StateLayout,
  before: ReadonlyMap<string, tf.Tensor>,
  gradients: readonly tf.Tensor[],
  { learningRate, step }: { readonly learningRate: tf.Scalar; readonly step: tf.Scalar },
): Update {
  const norm = globalNorm(gradients);
  const scale = clipNorm > 0 ? tf.minimum(1, tf.div(clipNorm, tf.add(norm, 1e-6))) : undefined;
  const renewed = new Map<string, tf.Tensor>();
  for (const [index, parameter] of layout.trained.entries()) {
    const raw = gradients[index] as tf.Tensor;
    const updated = optimizer.update({
      weight: named(before, parameter.name),
      gradient: scale === undefined ? raw : tf.mul(raw, scale),
      slots: optimizer.slots.map(slot => named(before, slotName(slot, parameter.name))),
      learningRate,
      step,
      decays: parameter.decay,
    });
    renewed.set(parameter.name, updated.weight);
    for (const [place, slot] of optimizer.slots.entries()) {
      renewed.set(slotName(slot, parameter.name), updated.slots[place] as tf.Tensor);
    }
  }
  return { norm, renewed };
}

/** TensorFlow's L2Loss, half the sum of squares, reads each gradient once; square and sum would write it and read it again. */
function globalNorm(tensors: readonly tf.Tensor[]): tf.Tensor {
  const halves = tensors.flatMap(tensor => rawOp('L2Loss', { T: { type: 'float32' } }, [tensor], 1));
  return tf.sqrt(tf.mul(2, tf.addN(halves)));
}
