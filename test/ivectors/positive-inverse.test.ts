import { cholesky, inverseOf, logDeterminant } from '../../src/algebra/cholesky';
import { dense } from '../../src/algebra/dense';
import { rowProducts } from '../../src/algebra/products';
import { randomOf } from '../../src/core/random';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { positiveInverse } from '../../src/ivectors/positive-inverse';

beforeAll(() => startEngine({ device: 'cpu' }));

/** I + A Aᵀ with A of normal numbers. */
function positive(size: number, seed: number) {
  const random = randomOf('positive', seed);
  const half = dense(
    size,
    size + 3,
    Float64Array.from({ length: size * (size + 3) }, () => random.normal()),
  );
  const made = rowProducts(half, half);
  for (let row = 0; row < size; row++) made.data[row * (size + 1)]! += 1;
  return made;
}

test.each([1, 2, 79, 81, 163, 200])(
  'positiveInverse([batch, %i, %i]) is the inverse in double precision, to single precision',
  size => {
    const before = tf.memory().numTensors;
    const matrices = [positive(size, 1), positive(size, 2)];
    const floats = Float32Array.from(matrices.flatMap(({ data }) => [...data]));
    const found = tf.tidy(() => positiveInverse(tf.tensor3d(floats, [2, size, size])));
    const [inverses, logs] = [found.inverse.dataSync(), found.logDeterminant.dataSync()];
    matrices.forEach((matrix, place) => {
      const factor = cholesky(matrix)!;
      const expected = inverseOf(factor).data;
      const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expected.forEach((value, at) => {
        expect(Math.abs(inverses[place * size * size + at]! - value)).toBeLessThan(2e-4 * scale);
      });
      expect(logs[place]! / logDeterminant(factor)).toBeCloseTo(1, 5);
    });
    tf.dispose([found.inverse, found.logDeterminant]);
    expect(tf.memory().numTensors).toBe(before);
  },
);

test('positiveInverse(matrices) of a matrix that is not positive definite is not finite', () => {
  const found = tf.tidy(() => positiveInverse(tf.tensor3d([1, 2, 2, 1], [1, 2, 2])));
  expect([...found.inverse.dataSync()].every(Number.isFinite)).toBe(false);
  tf.dispose([found.inverse, found.logDeterminant]);
});
