import { dense } from '../../src/algebra/dense';
import { gram, rowProducts } from '../../src/algebra/products';
import { randomOf } from '../../src/core/random';

function randomMatrix(rows: number, columns: number, key: string) {
  const random = randomOf(key, rows, columns);
  return dense(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => random.normal()),
  );
}

/** Every size that fills its blocks, and one more or less: 512 rows by 32, in tiles of 4 by 2 of 4 columns. */
const sizes = [
  [1, 1, 1],
  [3, 2, 3],
  [4, 2, 4],
  [5, 3, 5],
  [511, 31, 7],
  [512, 32, 8],
  [513, 33, 9],
  [6, 70, 130],
  [1030, 5, 2],
] as const;

for (const [m, n, k] of sizes) {
  test(`rowProducts of [${m}, ${k}] and [${n}, ${k}] are the inner products of their rows`, () => {
    const [left, right] = [randomMatrix(m, k, 'left'), randomMatrix(n, k, 'right')];
    const found = rowProducts(left, right);
    expect([found.rows, found.columns]).toEqual([m, n]);
    let worst = 0;
    for (let row = 0; row < m; row++) {
      for (let column = 0; column < n; column++) {
        let sum = 0;
        for (let at = 0; at < k; at++) sum += left.data[row * k + at]! * right.data[column * k + at]!;
        worst = Math.max(worst, Math.abs(sum - found.data[row * n + column]!));
      }
    }
    expect(worst).toBeLessThan(1e-13);
  });
}

test('rowProducts of a row are the same bits wherever it stands, and whatever stood there before', () => {
  const [all, right] = [randomMatrix(700, 13, 'all'), randomMatrix(40, 13, 'right')];
  rowProducts(
    dense(
      700,
      13,
      all.data.map(() => Number.NaN),
    ),
    right,
  );
  const together = rowProducts(all, right);
  for (const row of [0, 3, 511, 512, 699]) {
    const alone = rowProducts(dense(1, 13, all.data.slice(row * 13, (row + 1) * 13)), right);
    expect(alone.data).toEqual(together.data.slice(row * 40, (row + 1) * 40));
  }
});

for (const [rows, columns] of [
  [1, 1],
  [40, 33],
  [1025, 70],
] as const) {
  test(`gram of [${rows}, ${columns}] is the sum of its rows’ outer products, symmetric to the last bit`, () => {
    const matrix = randomMatrix(rows, columns, 'gram');
    const found = gram(matrix);
    let worst = 0;
    for (let a = 0; a < columns; a++) {
      for (let b = 0; b < columns; b++) {
        let sum = 0;
        for (let row = 0; row < rows; row++) sum += matrix.data[row * columns + a]! * matrix.data[row * columns + b]!;
        worst = Math.max(worst, Math.abs(sum - found.data[a * columns + b]!));
        expect(found.data[a * columns + b]).toBe(found.data[b * columns + a]);
      }
    }
    expect(worst).toBeLessThan(1e-12 * rows);
  });
}
