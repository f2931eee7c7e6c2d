import { tensorflowBackend } from './backend';
import { tf } from './tf';

/**
 * How far a function may be from the step it was made of, relative to the largest number of an output. On the CPU that is float32 rounding in a
 * deep network; a GPU multiplies in TF32, ten bits of mantissa, by kernels that it may choose anew for each op.
 */
const tolerances = { cpu: 1e-3, gpu: 2e-2 } as const;

/**
 * Says where two results of a step differ, or undefined if they agree. Outputs that are not finite op by op are the step's own
 * matter and are passed over.
 */
export function disagreement(eager: readonly tf.Tensor[], traced: readonly tf.Tensor[]): string | undefined {
  const tolerance = tolerances[tensorflowBackend().isUsingGpuDevice ? 'gpu' : 'cpu'];
  for (const [index, expected] of eager.entries()) {
    const found = traced[index];
    if (found === undefined) return `output ${index} is missing`;
    if (`${found.shape}` !== `${expected.shape}`)
      return `output ${index} is [${found.shape}] as a function, [${expected.shape}] op by op`;
    if (expected.size === 0) continue;
    const [difference = Number.NaN, scale = Number.NaN] = tf.tidy(() => {
      const [a, b] = [tf.cast(expected, 'float32'), tf.cast(found, 'float32')];
      return [tf.max(tf.abs(tf.sub(a, b))), tf.max(tf.abs(a))].map(one => one.dataSync()[0] ?? Number.NaN);
    });
    if (Number.isFinite(scale) && !(difference <= tolerance * scale + 1e-6)) {
      return `output ${index} differs by ${difference} as a function, its largest number being ${scale}`;
    }
  }
  return undefined;
}
