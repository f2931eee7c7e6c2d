import { DataError } from '../core/errors';
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
 * Overlapping windows: [batch, samples] → [batch, frames, window].
 * Cut as a few strided copies of one shift each, since tfjs's gather reads its indices back from the device.
 * Throws a DataError where not one window fits.
 */
export function frames(waves: tf.Tensor2D, framing: Framing): tf.Tensor3D {
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
  const pieces = Math.ceil(window / shift);
  const needed = (count + pieces - 1) * shift;
  const padded =
    needed > samples
      ? tf.pad(waves, [
          [0, 0],
          [0, needed - samples],
        ])
      : waves;
  const columns = Array.from({ length: pieces }, (_, piece) => {
    const start = piece * shift;
    const part = tf.slice(padded, [0, start], [batch, count * shift]).as3D(batch, count, shift);
    const width = Math.min(shift, window - start);
    return width === shift ? part : tf.slice(part, [0, 0, 0], [batch, count, width]);
  });
  return tf.concat3d(columns, 2);
}
