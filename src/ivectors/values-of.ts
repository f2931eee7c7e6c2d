import { tf } from '../engine/tf';

/**
 * The numbers of the tensors that `make` gives, in JavaScript's memory; no tensor stays. They must not come out of tf.tidy itself, which looks for
 * tensors in whatever it is given back, number by number.
 */
export function valuesOf(make: () => tf.Tensor[]): Float32Array[] {
  const tensors = tf.tidy(make);
  const values = tensors.map(tensor => {
    const numbers = tensor.dataSync();
    if (numbers instanceof Float32Array) return numbers;
    throw new Error(`expected single-precision numbers, found ${tensor.dtype}`);
  });
  tf.dispose(tensors);
  return values;
}

/** The numbers of the one tensor that `make` gives. */
export function numbersOf(make: () => tf.Tensor): Float32Array {
  const [values] = valuesOf(() => [make()]);
  if (values === undefined) throw new Error('no tensor was made');
  return values;
}
