import { rawOp } from '../engine/raw-op';
import { tf } from '../engine/tf';

/** Slices of a tensor along an axis, by their places; without tfjs's own gather, which reads the places back from the device. */
export function rowsAt(values: tf.Tensor, places: tf.Tensor, axis = 0): tf.Tensor {
  const types = { Tparams: { type: 'float32' }, Tindices: { type: 'int32' }, Taxis: { type: 'int32' } } as const;
  const [gathered] = rawOp('GatherV2', { batch_dims: 0, ...types }, [values, places, tf.scalar(axis, 'int32')], 1);
  if (gathered === undefined) throw new Error('GatherV2 gave no output');
  return gathered;
}
