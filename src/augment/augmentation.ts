import type { z } from 'zod';
import type { ShardIndex } from '../audio/shards';
import type { Random } from '../core/random';
import type { Component } from '../core/registry';
import type { Hertz } from '../core/units';

/** What one crop gets; made before the crop is cut, as speed decides how much of the recording it takes. */
export interface Draw {
  /** Samples to read for so many samples of result; absent = as many. */
  readonly inputSamples?: (outputSamples: number) => number;
  /** 0 = the speaker's own voice; others are classes of their own (speed as new speakers). */
  readonly variant?: number;
  /** Samples in [-1, 1] → samples, louder ones are not clipped; may write into the wave it is given. */
  apply(wave: Float32Array, outputSamples: number): Float32Array;
}

/** An augmentation with its options bound, in one worker; what it does is a function of the random numbers it is given. */
export interface Augmentation {
  /** undefined = this crop stays as it is. `random` is the draw's own: it may go on drawing when it is applied. */
  draw(random: Random): Draw | undefined;
}

/** An augmentation as a recipe names it: the registry key and its options. */
export interface AugmentationChoice {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** A choice whose options have passed their check. */
export interface BoundAugmentation {
  readonly variants: number;
  readonly folders: readonly string[];
  /** Its registry key, and those of the augmentations that it is made of. */
  readonly names: readonly string[];
  build(context: AugmentContext): Augmentation;
}

/** Looks a choice up and checks its options. @throws UsageError for an unknown name or option. */
export type Bind = (choice: AugmentationChoice) => BoundAugmentation;

/** What augmentations are built from. */
export interface AugmentContext {
  readonly sampleRate: Hertz;
  /** Of the run: generated noise and rooms are made from it. */
  readonly seed: number;
  /** Shards of the recordings in a folder that the options name. @throws UsageError where the folder was not prepared. */
  shardsOf(folder: string): ShardIndex;
  /** For augmentations that are made of others. */
  readonly bind: Bind;
}

/** An entry of the augment shelf; a pure function of waveforms that runs in worker threads and knows nothing of tensors. */
export interface AugmentationComponent<Schema extends z.ZodObject = z.ZodObject> extends Component<Schema> {
  /** By how much the number of classes is multiplied; absent = 1. */
  variants?(options: z.output<Schema>): number;
  /** Folders of recordings that have to be prepared as shards. */
  folders?(options: z.output<Schema>): readonly string[];
  /** The augmentations that it is made of; what they read counts as its own. */
  parts?(options: z.output<Schema>): readonly AugmentationChoice[];
  build(options: z.output<Schema>, context: AugmentContext): Augmentation;
}

/** Lets TypeScript infer what `build` gets from the schema beside it. */
export function defineAugmentation<Schema extends z.ZodObject>(
  component: AugmentationComponent<Schema>,
): AugmentationComponent<Schema> {
  return component;
}
