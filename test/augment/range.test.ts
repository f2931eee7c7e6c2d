import { rangeOf } from '../../src/augment/range';
import { decibels } from '../../src/recipe/quantity';

test('rangeOf(decibels()) takes units and equal ends, and refuses ends that are turned round', () => {
  const range = rangeOf(decibels());
  expect(range.parse(['-5 dB', 15])).toEqual([-5, 15]);
  expect(range.parse([3, 3])).toEqual([3, 3]);
  const { error } = range.safeParse([15, '0 dB']);
  expect(error?.issues.map(({ message }) => message)).toEqual(['expected the lower end first, found 15 to 0']);
  expect(range.safeParse([1, 2, 3]).success).toBe(false);
});
