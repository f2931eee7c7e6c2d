import { rawOp } from '../engine/raw-op';
import { tf } from '../engine/tf';

/**
 * Means over segments of that many frames, the last segment over those that are left: [batch, time, 1, channels] →
 * [batch, ⌈time / length⌉, 1, channels]. As PyTorch's avg_pool1d with ceil_mode. No number in it depends on the time.
 */
export function segmentMeans(x: tf.Tensor4D, length: number): tf.Tensor4D {
  const present = (values: tf.Tensor4D): tf.Tensor4D => {
    const ones = frameOnes(values);
    return segmentSums(ones.reshape([1, ones.size, 1, 1]), length);
  };
  return withGradient(
    x,
    values => tf.div(segmentSums(values, length), present(values)),
    (dy, values) => spread(tf.div(dy, present(values)), values, length),
  );
}

/** Each segment's values at each of its frames: [batch, segments, 1, channels] → [batch, time of x, 1, channels]. */
export function atFrames(segments: tf.Tensor4D, x: tf.Tensor4D, length: number): tf.Tensor4D {
  return withGradient(
    segments,
    values => spread(values, x, length),
    // Not the sums by index that tfjs would make: a GPU adds those in the order of its threads.
    dy => segmentSums(dy, length),
  );
}

function segmentSums(x: tf.Tensor4D, length: number): tf.Tensor4D {
  // Enough zeros for any length: a window that would begin among them is not taken.
  const padded: tf.Tensor4D = tf.pad(x, [
    [0, 0],
    [0, length - 1],
    [0, 0],
    [0, 0],
  ]);
  return tf.mul(tf.avgPool(padded, [length, 1], [length, 1], 'valid'), length);
}

function spread(segments: tf.Tensor4D, x: tf.Tensor4D, length: number): tf.Tensor4D {
  // Counted on the device: numbers would tie a compiled step to one length.
  const before = tf.sub(tf.cumsum(frameOnes(x), 0), 1);
  const places = tf.cast<tf.Tensor1D>(tf.floor(tf.div(before, length)), 'int32');
  // Not tf.gather: it reads the places to check them, and what reads a value cannot be compiled.
  const types = { Tparams: { type: 'float32' }, Tindices: { type: 'int32' }, Taxis: { type: 'int32' } } as const;
  return one(rawOp('GatherV2', { ...types, batch_dims: 0 }, [segments, places, tf.scalar(1, 'int32')], 1)).as4D(
    segments.shape[0],
    x.shape[1],
    1,
    segments.shape[3],
  );
}

/** A one for each frame: [time]. */
function frameOnes(x: tf.Tensor4D): tf.Tensor1D {
  return one(rawOp('OnesLike', { T: { type: 'float32' } }, [tf.max(x, [0, 2, 3])], 1)).as1D();
}

function one([made]: readonly tf.Tensor[]): tf.Tensor {
  if (made === undefined) throw new Error('the op gave no output');
  return made;
}

/** f(x) with the gradient that is given for it; tfjs does not look into f. */
function withGradient(
  x: tf.Tensor4D,
  f: (x: tf.Tensor4D) => tf.Tensor4D,
  gradient: (dy: tf.Tensor4D, x: tf.Tensor4D) => tf.Tensor4D,
): tf.Tensor4D {
  const y = tf.customGrad((...given) => {
    const [value, save] = given;
    if (!isRank4(value) || typeof save !== 'function') throw new TypeError('one tensor expected');
    save([value]);
    return {
      value: f(value),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => {
        if (!isRank4(dy) || !isRank4(saved)) throw new TypeError('two tensors expected');
        return gradient(dy, saved);
      },
    };
  })(x);
  if (!isRank4(y)) throw new TypeError('four axes expected');
  return y;
}

function isRank4(value: unknown): value is tf.Tensor4D {
  return value instanceof tf.Tensor && value.rank === 4;
}
