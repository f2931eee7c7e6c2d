import fc from 'fast-check';
import { randomOf } from '../../src/core/random';
import { sortAscending } from '../../src/metrics/sort-ascending';

const bits = (values: Float64Array) => new BigUint64Array(values.slice().buffer);

test('sortAscending(values) gives the bits that sort() gives, for any doubles that are numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 60 }), fc.nat(), (some, key) => {
      const random = randomOf('sort', key);
      // The engine's own sort is used for few: these are many, and most of them several times.
      const values = Float64Array.from({ length: 5000 }, () => some[random.integer(some.length)]!);
      expect(bits(sortAscending(values.slice()))).toEqual(bits(values.slice().sort()));
    }),
    { numRuns: 20 },
  );
});

test.each([
  ['normal numbers', (value: number) => value],
  ['numbers in single precision', Math.fround],
  ['few different numbers', Math.round],
  ['zeros of both signs', (value: number) => 0 * value],
] as const)('sortAscending(values) sorts a view of %s and leaves what lies around it', (_, change) => {
  const random = randomOf('sort');
  const all = Float64Array.from({ length: 9000 }, () => change(random.normal()));
  const expected = all.slice();
  expected.subarray(1000, 8000).sort();
  sortAscending(all.subarray(1000, 8000));
  expect(bits(all)).toEqual(bits(expected));
});
