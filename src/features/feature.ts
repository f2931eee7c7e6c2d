import type { z } from 'zod';
import type { Component } from '../core/registry';
import type { Hertz, Seconds } from '../core/units';
import type { tf } from '../engine/tf';

/** Waveforms to frames, as tensor operations on the device: the same for training and extraction. */
export interface Feature {
  /** Values in a frame. */
  readonly dimension: number;
  readonly frameShift: Seconds;
  /** The only rate it takes. */
  readonly sampleRate: Hertz;
  /** How many frames that many samples give; 0 where they do not fill one window. */
  frames(samples: number): number;
  /** [batch, samples] in [-1, 1] → [batch, frames, dimension]; pure. Throws a DataError where there is no frame. */
  extract(waves: tf.Tensor2D): tf.Tensor3D;
}

export interface FeatureComponent<Schema extends z.ZodObject = z.ZodObject> extends Component<Schema> {
  build(options: z.output<Schema>): Feature;
}
