import fc from 'fast-check';
import { dense } from '../../src/algebra/dense';
import { largestProducts } from '../../src/backends/largest-products';
import { spreadOfTop } from '../../src/backends/top-scores';
import { type Random, randomOf } from '../../src/core/random';

function matrix(rows: number, columns: number, value: (row: number, column: number) => number) {
  const at = (index: number) => value(Math.floor(index / columns), index % columns);
  return dense(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, (_, index) => at(index)),
  );
}

/** The same by plain loops: every product of a row, largest first. */
function sortedProducts(left: ReturnType<typeof matrix>, right: ReturnType<typeof matrix>, row: number): number[] {
  const products = Array.from({ length: right.rows }, (_, other) => {
    let sum = 0;
    for (let column = 0; column < left.columns; column++) {
      sum += left.data[row * left.columns + column]! * right.data[other * left.columns + column]!;
    }
    return sum;
  });
  return products.sort((a, b) => b - a);
}

/** Ways in which embeddings can lie that make choosing hard. */
const shapes: Readonly<Record<string, (random: Random, row: number, column: number) => number>> = {
  'normal numbers': random => random.normal(),
  'few different numbers, so that many products are equal': random => random.integer(3) - 1,
  'numbers nearly alike': random => 1 + 1e-7 * random.normal(),
  'rows of very different lengths, some of zeros': (random, row) =>
    row % 5 === 0 ? 0 : 10 ** (row % 7) * random.normal(),
  'one column larger than all others': (random, _, column) => (column === 0 ? 1e6 : 1) * random.normal(),
  'tiny numbers': random => 1e-150 * random.normal(),
  'products all below zero on one side': (random, row) => (row % 2 === 0 ? 1 : -1) * (2 + random.normal()),
};

test.each(Object.entries(shapes))('largestProducts(left, right, top) holds the top products of %s', (_, value) => {
  const sizes = fc.record({
    rows: fc.integer({ min: 1, max: 70 }),
    others: fc.integer({ min: 1, max: 90 }),
    columns: fc.integer({ min: 1, max: 40 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    key: fc.nat(),
  });
  fc.assert(
    fc.property(sizes, ({ rows, others, columns, share, key }) => {
      const random = randomOf('largest', key);
      const [left, right] = [rows, others].map(count => matrix(count, columns, (row, at) => value(random, row, at)));
      if (left === undefined || right === undefined) throw new Error('two matrices');
      const top = Math.max(1, Math.round(share * others));
      let row = 0;
      for (const found of largestProducts(left, right, top)) {
        const expected = sortedProducts(left, right, row++).slice(0, top);
        const largest = Array.from(found)
          .sort((a, b) => b - a)
          .slice(0, top);
        expect(largest).toHaveLength(top);
        const size = Math.max(...expected.map(Math.abs), Number.MIN_VALUE);
        const magnitude = Math.max(...left.data.map(Math.abs)) * Math.max(...right.data.map(Math.abs)) * columns;
        largest.forEach((product, at) => {
          expect(Math.abs(product - expected[at]!)).toBeLessThanOrEqual(1e-14 * Math.max(size, magnitude));
        });
      }
      expect(row).toBe(rows);
    }),
    { numRuns: 40 },
  );
});

test('largestProducts(left, right, top) makes few products for nothing, and the same bits for a row wherever it stands', () => {
  const random = randomOf('few');
  const [left, right] = [matrix(300, 64, () => random.normal()), matrix(2000, 64, () => random.normal())];
  const all = Array.from(largestProducts(left, right, 100), found => found.slice());
  const made = all.reduce((sum, found) => sum + found.length, 0) / all.length;
  expect(made).toBeGreaterThanOrEqual(100);
  expect(made).toBeLessThan(105);
  for (const row of [0, 3, 31, 32, 255, 256, 299]) {
    const [alone] = largestProducts(dense(1, 64, left.data.slice(64 * row, 64 * (row + 1))), right, 100);
    expect(alone).toEqual(all[row]);
  }
});

test('largestProducts(left, right, top) with rows that are not numbers gives products that are none, not other rows’', () => {
  const random = randomOf('nan');
  const right = matrix(40, 8, () => random.normal());
  const left = matrix(2, 8, row => (row === 0 ? Number.NaN : random.normal()));
  const spreads = Array.from(largestProducts(left, right, 5), found => spreadOfTop(found, 5).mean);
  expect(spreads[0]).toBeNaN();
  expect(spreads[1]).toBeCloseTo(
    sortedProducts(left, right, 1)
      .slice(0, 5)
      .reduce((sum, one) => sum + one / 5, 0),
    12,
  );
});
