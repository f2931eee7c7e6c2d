import { DataError } from '../core/errors';
import { rawOp } from '../engine/raw-op';
import { tf } from '../engine/tf';

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
  const block = greatestCommonDivisor(width, shift);
  const perFrame = width / block;
  const needed = Math.ceil(Math.max(samples, (count - 1) * shift + width) / block) * block;
  const blocks = tf.pad(waves, [
    [0, 0],
    [0, needed - samples],
  ]);
  const order = Int32Array.from(
    { length: count * perFrame },
    (_, index) => Math.floor(index / perFrame) * (shift / block) + (index % perFrame),
  );
  // By raw op: tfjs's own gather reads its indices back from the device.
  const [gathered] = rawOp(
    'GatherV2',
    { batch_dims: 0, Tparams: { type: 'float32' }, Tindices: { type: 'int32' }, Taxis: { type: 'int32' } },
    [blocks.as3D(batch, needed / block, block), tf.tensor1d(order, 'int32'), tf.scalar(1, 'int32')],
    1,
  );
  if (gathered === undefined) throw new Error('GatherV2 gave no output');
  return gathered.as3D(batch, count, width);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
