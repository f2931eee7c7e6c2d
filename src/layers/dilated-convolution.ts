import { tf } from '../engine/tf';

/**
 * Convolution over time with holes: x [batch, time, 1, inputs], kernels [taps, 1, inputs, outputs] → [batch, time', 1, outputs].
 * tfjs has no gradient of it, and TensorFlow's own kernels for one exist only with oneDNN or cuDNN. So that of x is a convolution with
 * holes again, by the kernels turned round; that of the kernels one product of matrices.
 */
export function dilatedConvolution(
  x: tf.Tensor4D,
  kernels: tf.Tensor4D,
  dilation: number,
  sides: 'same' | 'valid',
): tf.Tensor4D {
  const convolve = tf.customGrad((...given) => {
    const [input, weight, save] = given;
    if (!isRank4(input) || !isRank4(weight) || typeof save !== 'function') throw new TypeError('two tensors expected');
    save([input, weight]);
    return {
      value: tf.conv2d(input, weight, 1, sides, 'NHWC', [dilation, 1]),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [keptInput, keptWeight] = saved;
        if (!isRank4(dy) || !isRank4(keptInput) || !isRank4(keptWeight)) throw new TypeError('three tensors expected');
        return [
          inputGradient(dy, keptWeight, dilation, sides),
          kernelGradient(dy, keptInput, keptWeight.shape, dilation, sides),
        ];
      },
    };
  });
  const y = convolve(x, kernels);
  if (!isRank4(y)) throw new TypeError('a convolution has four axes');
  return y;
}

function inputGradient(dy: tf.Tensor4D, kernels: tf.Tensor4D, dilation: number, sides: 'same' | 'valid'): tf.Tensor4D {
  const turned = tf.transpose(tf.reverse(kernels, 0), [0, 1, 3, 2]);
  const reach = dilation * (kernels.shape[0] - 1);
  const padded = sides === 'same' ? dy : padTime(dy, reach);
  return tf.conv2d(padded, turned, 1, sides, 'NHWC', [dilation, 1]);
}

function kernelGradient(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  [taps, , inputs, outputs]: tf.Tensor4D['shape'],
  dilation: number,
  sides: 'same' | 'valid',
): tf.Tensor4D {
  const [batch, time] = dy.shape;
  const padded = sides === 'same' ? padTime(x, (dilation * (taps - 1)) / 2) : x;
  const seen = Array.from({ length: taps }, (_, tap) =>
    tf.slice(padded, [0, tap * dilation, 0, 0], [batch, time, 1, inputs]),
  );
  const columns = tf.concat(seen, 3).as2D(batch * time, taps * inputs);
  return tf.matMul(columns, dy.as2D(batch * time, outputs), true).as4D(taps, 1, inputs, outputs);
}

function padTime(x: tf.Tensor4D, zeros: number): tf.Tensor4D {
  return tf.pad(x, [
    [0, 0],
    [zeros, zeros],
    [0, 0],
    [0, 0],
  ]);
}

function isRank4(value: unknown): value is tf.Tensor4D {
  return value instanceof tf.Tensor && value.rank === 4;
}
