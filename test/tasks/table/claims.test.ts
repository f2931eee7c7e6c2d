import { claim } from '../../../src/tasks/table/claims';

const says = 'A is better than B';

test.each([
  { among: ['A'], below: 'B', on: ['list'] },
  { among: ['A'], below: 'B', on: ['list'], metric: 'minDCF(0.01)' },
  { among: ['A', 'B'], chosen_on: 'list', below: 'C', on: ['list'] },
  { among: ['A', 'B'], on: ['list', 'other'] },
])('claim takes %j', given => {
  expect(claim.safeParse({ says, ...given }).success).toBe(true);
});

test.each([
  [{ among: ['A'], on: ['list'] }, 'expected below, or several rows that rank alike'],
  [
    { among: ['A', 'B'], below: 'C', on: ['list'] },
    'expected chosen_on, which chooses one of several rows, or one row',
  ],
  [{ among: ['A', 'B'], chosen_on: 'list', on: ['list'] }, 'chosen_on: expected below beside it'],
])('claim refuses %j', (given, message) => {
  expect(claim.safeParse({ says, ...given }).error?.issues.map(issue => issue.message)).toEqual([message]);
});
