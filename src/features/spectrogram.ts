import { z } from 'zod';
import { tf } from '../engine/tf';
import { analysis, analysisOptions } from './analysis';
import type { FeatureComponent } from './feature';
import { lengthOf } from './length';
import { subtractMean } from './mean-normalization';

const options = z.strictObject({
  ...analysisOptions,
  window: analysisOptions.window.default('hamming'),
  sides: z
    .enum(['two', 'one'])
    .default('two')
    .describe(
      'two: as many bins as the transform has points, the upper half a mirror of the lower (VGGVox); one: half of them and one',
    ),
  cmvn: z
    .enum(['utterance', 'none'])
    .default('utterance')
    .describe('mean and variance normalization of each bin over what is extracted at once'),
});

/** Magnitudes of 16-bit samples vary more than this in every bin of recorded sound; of digital silence, nothing is divided by less. */
const leastDeviation = 1e-3;

/** Each bin less its mean, by its unbiased deviation over time (MATLAB's std). */
function normalized(x: tf.Tensor3D): tf.Tensor3D {
  const centred = subtractMean(x);
  const others = tf.maximum(tf.sub(tf.cast(lengthOf(x), 'float32'), 1), 1);
  const variance = tf.div(tf.sum(tf.square(centred), 1, true), others);
  return tf.div(centred, tf.maximum(tf.sqrt(variance), leastDeviation));
}

/** What adds real and imaginary squares of each frequency, and mirrors them where there are more bins: row-major [points + 2, bins]. */
function pairSums(points: number, bins: number): Float32Array {
  const sums = new Float32Array((points + 2) * bins);
  for (let bin = 0; bin < bins; bin++) {
    const frequency = Math.min(bin, points - bin);
    sums[2 * frequency * bins + bin] = 1;
    sums[(2 * frequency + 1) * bins + bin] = 1;
  }
  return sums;
}

/**
 * Magnitudes of the short-time spectrum on a linear scale, without logarithm: [batch, samples] → [batch, frames, bins].
 * As a-nagrani/VGGVox mfcc/mfccspec.m and test_getinput.m, which normalize by the unbiased deviation over time. In place of their high-pass
 * filter (pole at 0.99) and dither of 1e-6, each frame loses its mean: a fixed filter of the wave is a factor on each bin, which the
 * normalization takes off again.
 */
export const spectrogram = {
  summary: 'magnitude spectrogram, mean and variance normalized: 512 bins with the defaults',
  source:
    'Nagrani et al. 2017, VoxCeleb, section 5.1; a-nagrani/VGGVox mfcc/mfccspec.m, test_getinput.m; held to NumPy',
  options,
  build(chosen) {
    const frame = analysis(chosen);
    const pairs = frame.points / 2 + 1;
    const bins = chosen.sides === 'two' ? frame.points : pairs;
    const sum = pairSums(frame.points, bins);
    return {
      dimension: bins,
      frameShift: chosen.frame_shift,
      sampleRate: chosen.sample_rate,
      frames: frame.frames,
      extract(waves) {
        const squares = frame.squares(waves);
        const [batch, count] = squares.shape;
        const power = tf.matMul(squares.as2D(batch * count, 2 * pairs), tf.tensor2d(sum, [2 * pairs, bins]));
        const magnitude = tf.sqrt(power).as3D(batch, count, bins);
        return chosen.cmvn === 'utterance' ? normalized(magnitude) : magnitude;
      },
    };
  },
} satisfies FeatureComponent<typeof options>;
