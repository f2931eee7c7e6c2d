import { tf } from '../engine/tf';
import { type Analysis, logFloor } from './analysis';
import { type MelRange, melFilters } from './mel';

/**
 * Natural log of the energies of mel filters: [batch, samples] in [-1, 1] → [batch, frames, mels], floored at float32's epsilon.
 * Follows kaldi src/feat/feature-fbank.cc with use_power on.
 */
export function logMel(analysis: Analysis, range: Omit<MelRange, 'points'>): (waves: tf.Tensor2D) => tf.Tensor3D {
  const { points } = analysis;
  const { mels } = range;
  const filters = melFilters({ ...range, points });
  // Each filter twice: once for the squares of real parts, once for those of imaginary parts beside them.
  const rows = points + 2;
  const doubled = Float32Array.from(
    { length: rows * mels },
    (_, index) => filters[Math.floor(index / (2 * mels)) * mels + (index % mels)] ?? 0,
  );
  return waves => {
    const squares = analysis.squares(waves);
    const [batch, count] = squares.shape;
    const energies = tf.matMul(squares.as2D(batch * count, rows), tf.tensor2d(doubled, [rows, mels]));
    return tf.log(tf.maximum(energies, logFloor)).as3D(batch, count, mels);
  };
}
