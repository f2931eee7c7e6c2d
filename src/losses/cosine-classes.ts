import { tf } from '../engine/tf';
import { xavierUniform } from '../layers/init';
import type { Parameter } from '../layers/parameter';
import type { Pass } from '../layers/pass';
import type { LossContext } from './loss';

/** One vector for each training speaker, a column: [embedding, classes]; start as in wespeaker/models/projections.py. */
export function classVectors({ embedding, classes }: LossContext): Parameter {
  const shape = [embedding, classes];
  return {
    name: 'projection.weight',
    shape,
    trained: true,
    decay: true,
    init: xavierUniform(shape, embedding, classes),
  };
}

export interface Cosines {
  /** cos θ of each embedding and each class: [batch, classes] (Real AM-Softmax, eq. 3). */
  readonly all: tf.Tensor2D;
  /** cos θ of each embedding and its own class: [batch, 1]. */
  readonly target: tf.Tensor2D;
  /** 1 at the own class, 0 elsewhere: [batch, classes]. */
  readonly own: tf.Tensor2D;
}

/** Cosines between embeddings [batch, embedding] and the class vectors of the pass. */
export function cosines(pass: Pass, vectors: Parameter, embedding: tf.Tensor2D, labels: tf.Tensor1D): Cosines {
  const [dimension = 0, classes = 0] = vectors.shape;
  const columns = unitLength(pass.weight(vectors.name).as2D(dimension, classes), 0);
  const all = tf.matMul<tf.Tensor2D>(unitLength(embedding, 1), columns);
  const own = tf.oneHot(labels, classes).as2D(-1, classes).toFloat();
  return { all, own, target: tf.sum<tf.Tensor2D>(tf.mul(all, own), 1, true) };
}

/** Vectors along an axis divided by their lengths; a vector of zeros stays zero, with a gradient that is finite. */
function unitLength(x: tf.Tensor2D, axis: 0 | 1): tf.Tensor2D {
  // 1e-24: the square of the floor of 1e-12 that PyTorch's normalize has.
  const squared = tf.maximum(tf.sum<tf.Tensor2D>(tf.square(x), axis, true), 1e-24);
  return tf.mul<tf.Tensor2D>(x, tf.rsqrt(squared));
}
