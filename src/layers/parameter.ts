import type { Random } from '../core/random';

/** One array of a network: its name, shape and start; the value itself lives outside, in a map by name. */
export interface Parameter {
  /** As in PyTorch state dicts: `layer1.0.conv1.weight`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** false for batch-norm statistics: saved with the network, changed by {@link Pass.update}, never by an optimizer. */
  readonly trained: boolean;
  /** Whether this training leaves it as it starts, though it is trained otherwise. */
  readonly frozen?: boolean;
  /** Whether weight decay acts on it: on matrices and kernels, not on biases and batch-norm scales (He et al. 2019, Bag of Tricks, section 3.1). */
  readonly decay: boolean;
  /** The start values, row-major; a function of the generator alone. */
  init(random: Random): Float32Array;
}

/** The number of values in an array of that shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** How many values of a network are trained; what tables of papers call the number of parameters. */
export function trainedSize(parameters: readonly Parameter[]): number {
  return parameters.filter(({ trained }) => trained).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}
