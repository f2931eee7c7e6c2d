import { claimLines } from '../../src/report/claims';
import type { ResultTable } from '../../src/report/table';

const column = (trials: string) => ({ trials, backend: 'cosine', metric: 'EER %', digits: 3 });
const cell = (published: number, value?: number) => ({ published, ...(value === undefined ? {} : { value }) });
const table: ResultTable = {
  title: '',
  columns: ['dev', 'hard', 'easy'].map(column),
  rows: [
    { name: 'AM', cells: [cell(1.739, 5), cell(2.895, 6), cell(1.724, 4)] },
    { name: 'Real 0.25', cells: [cell(1.819, 3), cell(2.914, 7), cell(1.781, 4)] },
    { name: 'Real 0.30', cells: [cell(1.755, 4), cell(2.812, 5), cell(1.696)] },
  ],
  notes: [],
};
const among = ['Real 0.25', 'Real 0.30'];
const says = (claim: Partial<Parameters<typeof claimLines>[1][number]>) =>
  claimLines(table, [{ says: 'so', among, on: ['hard'], gains_fall: false, ...claim }])[0];

test('claimLines(table, claims) takes the row that is best on the development list and compares it, by the paper and here', () => {
  expect(says({ chosen_on: 'dev', below: 'AM' })).toBe(
    'claim: so; paper: holds (Real 0.30: 2.812 against 2.895); here: does not hold (Real 0.25: 7.000 against 6.000)',
  );
});

test('claimLines(table, claims) compares on every list, and decides nothing where a number is missing', () => {
  expect(says({ chosen_on: 'dev', below: 'AM', on: ['dev'] })).toContain(
    'paper: does not hold (Real 0.30: 1.755 against 1.739)',
  );
  expect(says({ on: ['dev', 'easy'] })).toContain('here: not decided, numbers are missing');
});

test('claimLines(table, claims) ranks rows on every list where no other row is named', () => {
  expect(says({ on: ['dev', 'hard'] })).toBe(
    'claim: so; paper: holds (rows from best to worst: 2 1 on dev, 2 1 on hard); here: does not hold (rows from best to worst: 1 2 on dev, 2 1 on hard)',
  );
});

test('claimLines(table, claims) compares relative gains from list to list', () => {
  expect(says({ chosen_on: 'dev', below: 'AM', on: ['hard', 'easy'], gains_fall: true })).toContain(
    'paper: holds (Real 0.30: 2.87 % on hard, 1.62 % on easy)',
  );
});

test('claimLines(table, claims) takes a row alone as it is, and a metric in place of the first', () => {
  expect(says({ among: ['Real 0.30'], below: 'AM', on: ['hard'] })).toContain(
    'paper: holds (Real 0.30: 2.812 against 2.895); here: holds (Real 0.30: 5.000 against 6.000)',
  );
  expect(says({ among: ['Real 0.30'], below: 'AM', metric: 'EER %' })).toContain('paper: holds');
  expect(says({ among: ['Real 0.30'], below: 'AM', metric: 'minDCF(0.01)' })).toContain('paper: not decided');
});
