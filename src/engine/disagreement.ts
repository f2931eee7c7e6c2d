import { tensorflowBackend } from './backend';
import { tf } from './tf';

/**
 * How far a function may be from the step it was made of, relative to the largest number of an output. On the CPU that is float32 rounding in a
 * deep network; a GPU multiplies in TF32, ten bits of mantissa, by kernels that it may choose anew for each op.
 */
const tolerances = { cpu: 1e-3, gpu: 2e-2 } as const;

/** How much more than the step's own noise a function may differ. */
const noiseAllowance = 4;

/**
 * Says where two results of a step differ, or undefined if they agree. Outputs that are not finite op by op are the step's own
 * matter and are passed over. `nudged`: the step op by op on inputs changed by a rounding error; where that alone moves an output,
 * as it moves gradients deep in an untrained network, the function may differ as much.
 */
export function disagreement(
  eager: readonly tf.Tensor[],
  traced: readonly tf.Tensor[],
  nudged?: readonly tf.Tensor[],
): string | undefined {
  const tolerance = tolerances[tensorflowBackend().isUsingGpuDevice ? 'gpu' : 'cpu'];
  for (const [index, expected] of eager.entries()) {
    const found = traced[index];
    if (found === undefined) return `output ${index} is missing`;
    if (`${found.shape}` !== `${expected.shape}`)
      return `output ${index} is [${found.shape}] as a function, [${expected.shape}] op by op`;
    if (expected.size === 0) continue;
    const difference = largestDifference(expected, found);
    const scale = largest(expected);
    const near = nudged?.[index];
    const noise = near === undefined ? 0 : largestDifference(expected, near);
    if (Number.isFinite(scale) && !(difference <= Math.max(tolerance * scale, noiseAllowance * noise) + 1e-6)) {
      return `output ${index} differs by ${difference} as a function, its largest number being ${scale}`;
    }
  }
  return undefined;
}

/** Inputs moved by twice the spacing of float32 numbers; the caller disposes them. */
export function nudge(inputs: readonly tf.Tensor[]): tf.Tensor[] {
  return inputs.map(input => (input.dtype === 'float32' ? tf.mul(input, 1 + 2 ** -22) : tf.clone(input)));
}

function largest(values: tf.Tensor): number {
  return tf.tidy(() => tf.max(tf.abs(tf.cast(values, 'float32'))).dataSync()[0] ?? Number.NaN);
}

function largestDifference(a: tf.Tensor, b: tf.Tensor): number {
  return tf.tidy(() => largest(tf.sub(tf.cast(a, 'float32'), tf.cast(b, 'float32'))));
}
