import { cholesky, inverseOf, logDeterminant, solveRows, triangularInverse } from '../../src/algebra/cholesky';
import { type Dense, dense, identity, transposed } from '../../src/algebra/dense';
import { eigenOf } from '../../src/algebra/eigen';
import { product, rowProducts } from '../../src/algebra/products';
import { randomOf } from '../../src/core/random';

function randomMatrix(rows: number, columns: number): Dense {
  const random = randomOf('cholesky', rows, columns);
  return dense(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => random.normal()),
  );
}

/** A covariance of `size` dimensions, of twice as many vectors. */
function covariance(size: number): Dense {
  const made = randomMatrix(size, 2 * size);
  const sums = rowProducts(made, made);
  return dense(
    size,
    size,
    sums.data.map(sum => sum / (2 * size)),
  );
}

function distance(left: Dense, right: Dense): number {
  return left.data.reduce((most, value, at) => Math.max(most, Math.abs(value - right.data[at]!)), 0);
}

/** Around every block that the factorisation works in. */
for (const size of [1, 2, 3, 4, 5, 31, 32, 33, 63, 64, 65, 70, 130]) {
  test(`cholesky of ${size} × ${size} gives the matrix back, and solves with it`, () => {
    const matrix = covariance(size);
    const factor = cholesky(matrix)!;
    for (let row = 0; row < size; row++) {
      expect(factor.data[row * size + row]!).toBeGreaterThan(0);
      for (let column = row + 1; column < size; column++) expect(factor.data[row * size + column]).toBe(0);
    }
    expect(distance(rowProducts(factor, factor), matrix)).toBeLessThan(1e-13);
    expect(distance(product(triangularInverse(factor), factor), identity(size))).toBeLessThan(1e-11);
    expect(distance(product(inverseOf(factor), matrix), identity(size))).toBeLessThan(1e-10);
    const right = randomMatrix(7, size);
    expect(distance(product(solveRows(factor, right), matrix), right)).toBeLessThan(1e-10);
    const logs = eigenOf(matrix).values.reduce((sum, value) => sum + Math.log(value), 0);
    expect(logDeterminant(factor)).toBeCloseTo(logs, 10);
  });

  test(`eigenOf ${size} × ${size} gives orthogonal vectors of the matrix, the largest value first`, () => {
    const matrix = covariance(size);
    const { values, vectors } = eigenOf(matrix);
    expect(Array.from(values)).toEqual(Array.from(values).sort((a, b) => b - a));
    expect(distance(rowProducts(vectors, vectors), identity(size))).toBeLessThan(1e-12);
    const scaled = dense(
      size,
      size,
      vectors.data.map((value, at) => value * values[Math.floor(at / size)]!),
    );
    expect(distance(product(transposed(vectors), scaled), matrix)).toBeLessThan(1e-12);
  });
}

for (const [what, last] of [
  ['singular', 1],
  ['indefinite', 0.5],
  ['NaN', Number.NaN],
] as const) {
  test(`cholesky is undefined where a matrix is ${what}`, () => {
    expect(cholesky(dense(2, 2, Float64Array.of(1, 1, 1, last)))).toBeUndefined();
  });
}

test('cholesky of a matrix that is singular but for rounding is undefined where a least pivot is asked for', () => {
  const matrix = dense(2, 2, Float64Array.of(1, 1, 1, 1 + 1e-14));
  expect(cholesky(matrix)).toBeDefined();
  expect(cholesky(matrix, 1e-12)).toBeUndefined();
});
