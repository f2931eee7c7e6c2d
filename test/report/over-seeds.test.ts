import { overSeeds, type SeedRow, seedLines } from '../../src/report/over-seeds';

const row = (seed: number, value: number, interval?: readonly [number, number]): SeedRow => ({
  name: 'AM-Softmax',
  section: 'ours',
  seed,
  cells: [{ value, ...(interval === undefined ? {} : { interval }) }, {}],
});

test('overSeeds(rows) gives mean, sample standard deviation, the mean of the bounds, and the figure of each seed', () => {
  const { cells, ...rest } = overSeeds([row(1, 2, [1, 4]), row(2, 4, [2, 6]), row(3, 6, [3, 8])]);
  expect(rest).toEqual({ name: 'AM-Softmax', section: 'ours' });
  expect(cells[0]).toEqual({
    value: 4,
    interval: [2, 6],
    spread: 2,
    seeds: [
      { seed: 1, value: 2 },
      { seed: 2, value: 4 },
      { seed: 3, value: 6 },
    ],
  });
  expect(cells[1]).toEqual({});
});

test('overSeeds(rows) leaves a single training as it is, and a figure that one seed lacks blank', () => {
  expect(overSeeds([row(1, 2, [1, 4])]).cells[0]).toEqual({ value: 2, interval: [1, 4] });
  expect(overSeeds([row(1, 2), { ...row(2, 4), cells: [{}, {}] }]).cells).toEqual([{}, {}]);
  expect(overSeeds([row(1, 2, [1, 4]), row(2, 4)]).cells[0]).not.toHaveProperty('interval');
});

test('seedLines(table) says the figure of each seed in the digits of the column', () => {
  const columns = [
    { trials: 'o', heading: 'VoxCeleb1', backend: 'cosine', metric: 'EER %', digits: 3 },
    { trials: 'o', backend: 'cosine', metric: 'minDCF 0.01', digits: 4 },
  ];
  const rows = [overSeeds([row(1, 2), row(7, 4)]), overSeeds([row(1, 3)])];
  expect(seedLines({ title: '', columns, rows, notes: [] })).toEqual([
    'AM-Softmax, seeds 1, 7: VoxCeleb1 cosine EER % 2.000, 4.000',
  ]);
});
