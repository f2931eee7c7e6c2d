import { z } from 'zod';
import type { Seconds } from '../core/units';
import { rawOp } from '../engine/raw-op';
import { tf } from '../engine/tf';
import { hertz, seconds } from '../recipe/quantity';
import { commonDivisor, type Framing, frameCount, frames } from './frames';
import { head, lengthOf, only, quotient } from './length';
import { analysisWindow, windowNames } from './window';

/** The options that all short-time spectra share. */
export const analysisOptions = {
  sample_rate: hertz(z.int().min(1000).max(192000)).default(16000).describe('sample rate; other audio is resampled'),
  frame_length: seconds(z.number().min(0.002).max(1)).default(0.025).describe('length of the analysis window'),
  frame_shift: seconds(z.number().min(0.001).max(1)).default(0.01).describe('time from frame to frame'),
  window: z.enum(windowNames).default('povey').describe('shape of the analysis window; wespeaker uses hamming'),
  preemphasis: z.number().min(0).max(1).default(0.97).describe('how much of the previous sample is taken off each'),
};

export type AnalysisOptions = z.output<z.ZodObject<typeof analysisOptions>>;

export interface Analysis {
  readonly frameShift: Seconds;
  /** Length of the Fourier transform: the next power of two. */
  readonly points: number;
  frames(samples: number): number;
  /**
   * Squares of the real and the imaginary part of each frequency, side by side: [batch, samples] in [-1, 1] →
   * [batch, frames, 2 · (points / 2 + 1)]. Their sum in pairs is the power; sums over filters need no pairs first.
   */
  squares(waves: tf.Tensor2D): tf.Tensor3D;
  /** Natural log of each frame's energy after its mean is taken off, before pre-emphasis and window: [batch, frames, 1]. */
  logEnergy(waves: tf.Tensor2D): tf.Tensor3D;
}

/** Kaldi reads audio as 16-bit integers. */
const fullScale = 32768;
/** Kaldi's floor under logarithms: float32's epsilon. */
export const logFloor = 2 ** -23;

/**
 * Kaldi's short-time analysis (kaldi src/feat/feature-window.cc, ProcessWindow) with dither 0, snip_edges on and
 * remove_dc_offset on: each frame loses its mean, is pre-emphasized, and windowed.
 * Pre-emphasis is applied to the wave and not to the frame; being linear, it leaves (1 − preemphasis) · mean to take off.
 */
export function analysis(options: AnalysisOptions): Analysis {
  const { sample_rate: sampleRate, preemphasis } = options;
  // Kaldi truncates; the small term keeps 0.025 · 16000 from falling to 399.
  const samplesOf = (duration: Seconds): number => Math.floor(duration * sampleRate + 1e-6);
  const framing: Framing = { window: samplesOf(options.frame_length), shift: samplesOf(options.frame_shift) };
  const points = 2 ** Math.ceil(Math.log2(framing.window));
  const shape = analysisWindow(options.window, framing.window);
  const padded = Float32Array.from({ length: points }, (_, index) => shape[index] ?? 0);
  const edge = shape[0] ?? 0;

  function windowed(waves: tf.Tensor2D): tf.Tensor3D {
    const integers = tf.mul<tf.Tensor2D>(waves, fullScale);
    const step = tf.mul<tf.Tensor2D>(previous(integers), preemphasis);
    const emphasized = frames(tf.sub<tf.Tensor2D>(integers, step), framing, points);
    const centred = tf.sub(emphasized, tf.mul(means(integers, framing), 1 - preemphasis));
    const weighted = tf.mul<tf.Tensor3D>(centred, tf.tensor1d(padded));
    // A frame's first sample has no previous one: Kaldi takes it off itself. Without effect where the window starts at 0.
    if (Math.abs(edge) < 1e-12) return weighted;
    const missed = tf.mul<tf.Tensor2D>(tf.sub(step, tf.mul(integers, preemphasis)), edge);
    const first = frames(missed, framing, 1);
    return tf.add(
      weighted,
      tf.pad(first, [
        [0, 0],
        [0, 0],
        [0, points - 1],
      ]),
    );
  }

  return {
    frameShift: options.frame_shift,
    points,
    frames: samples => frameCount(samples, framing),
    squares(waves) {
      const spectrum = only(
        rawOp('RFFT', { Treal: float, Tcomplex: complex }, [windowed(waves), tf.tensor1d([points], 'int32')], 1),
      );
      // Complex numbers seen as pairs of floats: no copy, where taking real and imaginary part apart makes two.
      const pairs = only(rawOp('Bitcast', { T: complex, type: float }, [spectrum], 1));
      const [batch, count] = [waves.shape[0], frameCount(waves.shape[1], framing)];
      return tf.square(pairs).as3D(batch, count, points + 2);
    },
    logEnergy(waves) {
      const integers = tf.mul<tf.Tensor2D>(waves, fullScale);
      const centred = tf.sub(frames(integers, framing), means(integers, framing));
      return tf.log(tf.maximum(tf.sum<tf.Tensor3D>(tf.square(centred), 2, true), logFloor));
    },
  };
}

const float = { type: 'float32' } as const;
const complex = { type: 'complex64' } as const;

/** Each sample's predecessor; 0 before the first. */
function previous(waves: tf.Tensor2D): tf.Tensor2D {
  const later = tf.pad(waves, [
    [0, 0],
    [1, 0],
  ]);
  return head(later, lengthOf(waves));
}

/** Mean of each frame, [batch, frames, 1], from the sums of blocks that frames share. */
function means(waves: tf.Tensor2D, { window, shift }: Framing): tf.Tensor3D {
  const [batch, samples] = waves.shape;
  const block = commonDivisor(window, shift);
  const whole = tf.mul<tf.Scalar>(quotient(lengthOf(waves), block), tf.scalar(block, 'int32'));
  const sums = tf.sum<tf.Tensor2D>(head(waves, whole).as3D(batch, Math.floor(samples / block), block), 2);
  const perFrame = frames(sums, { window: window / block, shift: shift / block });
  return tf.div(tf.sum<tf.Tensor3D>(perFrame, 2, true), window);
}
