import { rawOp } from '../engine/raw-op';
import { tf } from '../engine/tf';

// Lengths as tensors: numbers would tie a compiled extraction to recordings of one length.

const integer = { type: 'int32' } as const;

/** How many samples [batch, samples] has, or frames [batch, frames, dimension], as an int32 scalar on the device. */
export function lengthOf(x: tf.Tensor): tf.Scalar {
  const shape = only(rawOp('Shape', { T: { type: 'float32' }, out_type: integer }, [x], 1));
  return tf.slice(shape, [1], [1]).asScalar();
}

/** The first samples of each row, as many as a length on the device says. */
export function head(waves: tf.Tensor2D, length: tf.Scalar): tf.Tensor2D {
  const [batch] = waves.shape;
  const size = tf.concat([tf.tensor1d([batch], 'int32'), length.as1D()]);
  const types = { T: { type: 'float32' }, Index: integer } as const;
  const cut = only(rawOp('Slice', types, [waves, tf.tensor1d([0, 0], 'int32'), size], 1));
  return cut.as2D(batch, cut.size / batch);
}

/** 0, 1, 2 … below a limit on the device. */
export function countTo(limit: tf.Scalar): tf.Tensor1D {
  const [zero, one] = [tf.scalar(0, 'int32'), tf.scalar(1, 'int32')];
  return only(rawOp('Range', { Tidx: integer }, [zero, limit, one], 1)).as1D();
}

/** The quotient rounded down. */
export function quotient(dividend: tf.Scalar, divisor: number): tf.Scalar {
  return tf.floorDiv(dividend, tf.scalar(divisor, 'int32'));
}

/** The one output of a raw op. */
export function only(outputs: readonly tf.Tensor[]): tf.Tensor {
  const [output] = outputs;
  if (output === undefined) throw new Error('the op gave no output');
  return output;
}
