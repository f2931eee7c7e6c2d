import { randomOf, shuffled } from '../../src/core/random';

test('randomOf(key) gives the same numbers for the same key and others for a near one', () => {
  const draw = (...key: (string | number)[]) => Array.from({ length: 4 }, randomOf(...key).uniform);
  expect(draw(1, 'crop', 2, 3)).toEqual(draw(1, 'crop', 2, 3));
  expect(draw(1, 'crop', 2, 3)).not.toEqual(draw(1, 'crop', 23));
});

test('randomOf(key).normal() has mean 0 and variance 1 within 4 standard errors of 100,000 draws', () => {
  const random = randomOf('normal');
  const draws = Array.from({ length: 100_000 }, () => random.normal());
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(draws.length));
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / draws.length));
});

test('shuffled(rows, random) keeps every row', () => {
  const rows = Array.from({ length: 100 }, (_, row) => row);
  const mixed = shuffled(rows, randomOf(1));
  expect(mixed).not.toEqual(rows);
  expect(mixed.sort((a, b) => a - b)).toEqual(rows);
});
