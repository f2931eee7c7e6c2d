import { tensorflowBackend } from './backend';
import { nativeAttributes, rawOp } from './raw-op';
import { tf } from './tf';

export interface FusedBatchNorm {
  readonly y: tf.Tensor4D;
  /** Of this batch; [channels]. */
  readonly mean: tf.Tensor1D;
  /** Of this batch, with Bessel's correction N / (N − 1), as PyTorch's running variance takes it; [channels]. */
  readonly variance: tf.Tensor1D;
}

/**
 * Batch normalization in training mode by TensorFlow's fused kernels, forward and backward.
 * x [batch, height, width, channels]; scale and offset [channels]; y is normalized by the biased variance. Gradients flow to x, scale and
 * offset through `y` only: `mean` and `variance` are for the running statistics. Source: Ioffe & Szegedy 2015, algorithm 1.
 */
export function fusedBatchNorm(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): FusedBatchNorm {
  registerOnce();
  const [y, mean, variance] = tf.engine().runKernel(kernelName, { x, scale, offset }, { epsilon }) as unknown as [
    tf.Tensor4D,
    tf.Tensor1D,
    tf.Tensor1D,
  ];
  return { y, mean, variance };
}

/** Batch normalization with given statistics, in inference mode; shapes as in {@link fusedBatchNorm}. */
export function inferBatchNorm(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  epsilon: number,
): tf.Tensor4D {
  return tf.batchNorm4d(x, mean, variance, offset, scale, epsilon);
}

const kernelName = 'svtk:FusedBatchNorm';
const float = { type: 'float32' } as const;

function attributesOf(epsilon: unknown) {
  if (typeof epsilon !== 'number') throw new TypeError('epsilon is not a number');
  return { T: float, U: float, epsilon: { float: epsilon }, data_format: 'NHWC', is_training: true };
}

const registerOnce = (() => {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    tf.registerKernel({
      kernelName,
      backendName: 'tensorflow',
      kernelFunc: ({ inputs: { x, scale, offset }, attrs }) => {
        const backend = tensorflowBackend();
        if (!x || !scale || !offset) throw new TypeError(`${kernelName} needs x, scale and offset`);
        const none = tf.tensor1d([]);
        const attributes = nativeAttributes(backend, attributesOf(attrs?.['epsilon']));
        const made = backend.executeMultipleOutputs('FusedBatchNormV3', attributes, [x, scale, offset, none, none], 6);
        none.dispose();
        return made;
      },
    });
    tf.registerGradient({
      kernelName,
      inputsToSave: ['x', 'scale'],
      // The reserve spaces: what the forward kernel leaves to the backward kernel.
      outputsToSave: [false, false, false, true, true, true],
      gradFunc: (dys, saved, attrs) => {
        const dy = Array.isArray(dys) ? dys[0] : dys;
        if (dy === undefined) throw new TypeError('the gradient of y is missing');
        const [dx, dscale, doffset] = rawOp('FusedBatchNormGradV3', attributesOf(attrs['epsilon']), [dy, ...saved], 5);
        if (!dx || !dscale || !doffset) throw new TypeError('FusedBatchNormGradV3 gave no gradient');
        return { x: () => dx, scale: () => dscale, offset: () => doffset };
      },
    });
  };
})();
