import { DataError } from '../core/errors';
import { rawOp } from '../engine/raw-op';
import { tf } from '../engine/tf';
import { countTo, head, lengthOf, only, quotient } from './length';

/** Lengths in samples. */
export interface Framing {
  readonly window: number;
  readonly shift: number;
}

/** How many whole windows fit: Kaldi's count with snip_edges on (kaldi src/feat/feature-window.cc, NumFrames). */
export function frameCount(samples: number, { window, shift }: Framing): number {
  return samples < window ? 0 : 1 + Math.floor((samples - window) / shift);
}

/**
 * Overlapping frames: [batch, samples] → [batch, frames, width]. There are as many as whole windows fit; each starts a window and
 * is `width` long, by default the window. A wider frame reads on into the next samples, and zeros past the end: its user
 * weights them with 0. Throws a DataError where not one window fits.
 */
export function frames(waves: tf.Tensor2D, framing: Framing, width = framing.window): tf.Tensor3D {
  const { window, shift } = framing;
  const [batch, samples] = waves.shape;
  const count = frameCount(samples, framing);
  if (count === 0) {
    throw new DataError({
      what: 'the audio is shorter than one analysis window',
      expected: `at least ${window} samples`,
      found: `${samples}`,
      remedy: 'leave out utterances this short',
    });
  }
  // The largest blocks that frames are whole numbers of, and start at: one copy for a block, not one for a sample.
  const block = commonDivisor(width, shift);
  const perFrame = width / block;
  const int = (value: number): tf.Scalar => tf.scalar(value, 'int32');
  const length = lengthOf(waves);
  const padded = tf.pad(waves, [
    [0, 0],
    [0, width],
  ]);
  const whole = tf.mul<tf.Scalar>(quotient(tf.add<tf.Scalar>(length, int(width)), block), int(block));
  const blocks = head(padded, whole);
  const counted = countTo(tf.add<tf.Scalar>(quotient(tf.sub<tf.Scalar>(length, int(window)), shift), int(1)));
  const starts = tf.mul(counted.as2D(count, 1), int(shift / block));
  const order = tf.add(starts, tf.tensor2d([...Array(perFrame).keys()], [1, perFrame], 'int32'));
  // By raw op: tfjs's own gather reads its indices back from the device.
  const gathered = only(
    rawOp(
      'GatherV2',
      { batch_dims: 0, Tparams: { type: 'float32' }, Tindices: { type: 'int32' }, Taxis: { type: 'int32' } },
      [blocks.as3D(batch, blocks.size / (batch * block), block), order, int(1)],
      1,
    ),
  );
  return gathered.as3D(batch, count, width);
}

/** The greatest common divisor. */
export function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
