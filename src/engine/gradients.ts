import { rawOp } from './raw-op';
import { tf } from './tf';

const float = { type: 'float32' } as const;

/** TensorFlow's own gradient kernels of activations, by tfjs's kernel: the op, and whether it reads the activation's output or its input. */
const activations = [
  { kernel: tf.Relu, op: 'ReluGrad', reads: 'output' },
  { kernel: tf.Relu6, op: 'Relu6Grad', reads: 'output' },
  { kernel: tf.LeakyRelu, op: 'LeakyReluGrad', reads: 'input' },
  { kernel: tf.Elu, op: 'EluGrad', reads: 'output' },
  { kernel: tf.Softplus, op: 'SoftplusGrad', reads: 'input' },
] as const;

/** The same for those whose kernel takes the output first and the gradient second. */
const sigmoids = [
  { kernel: tf.Sigmoid, op: 'SigmoidGrad' },
  { kernel: tf.Tanh, op: 'TanhGrad' },
] as const;

/**
 * Replaces gradients that tfjs composes of several elementwise operations by the one kernel that TensorFlow has for each: the gradient of
 * relu alone is seven passes over the activations in tfjs, a fifth of a training step of ResNet34 on the CPU. Sums and means spread their
 * gradient by a broadcast instead of a product with ones.
 */
export function registerGradients(): void {
  for (const { kernel, op, reads } of activations) {
    tf.registerGradient({
      kernelName: kernel,
      ...(reads === 'output' ? { outputsToSave: [true] } : { inputsToSave: ['x'] }),
      gradFunc: (dy, [saved], attributes) => {
        const alpha = attributes?.['alpha']; // tfjs gives none to kernels that have none
        const slope = op === 'LeakyReluGrad' && typeof alpha === 'number' ? { alpha: { float: alpha } } : {};
        return { x: () => one(op, slope, [only(dy), only(saved)]) };
      },
    });
  }
  for (const { kernel, op } of sigmoids) {
    tf.registerGradient({
      kernelName: kernel,
      outputsToSave: [true],
      gradFunc: (dy, [y]) => ({ x: () => one(op, {}, [only(y), only(dy)]) }),
    });
  }
  for (const kernelName of [tf.Sum, tf.Mean]) {
    tf.registerGradient({
      kernelName,
      inputsToSave: ['x'],
      gradFunc: (dy, [x], { axis }) => ({ x: () => spread(only(dy), only(x), axis, kernelName === tf.Mean) }),
    });
  }
}

/** The gradient of a sum or mean over axes: the same number at every place that was summed. */
function spread(dy: tf.Tensor, { shape, size }: tf.Tensor, axis: unknown, divide: boolean): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis as number | number[], [...shape]);
  const kept = tf.reshape(
    dy,
    shape.map((length, index) => (axes.includes(index) ? 1 : length)),
  );
  const scaled = divide ? tf.mul(kept, dy.size / size) : kept;
  return one('BroadcastTo', { Tidx: { type: 'int32' } }, [scaled, tf.tensor1d(shape, 'int32')]);
}

function one(op: string, attributes: Parameters<typeof rawOp>[1], inputs: readonly tf.Tensor[]): tf.Tensor {
  return only(rawOp(op, { T: float, ...attributes }, inputs, 1)[0]);
}

function only(tensor: tf.Tensor | tf.Tensor[] | undefined): tf.Tensor {
  if (tensor instanceof tf.Tensor) return tensor;
  throw new TypeError('the gradient of an activation takes one tensor');
}
