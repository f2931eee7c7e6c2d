import { budgetBad } from '../../src/audio/bad-budget';

const bad = { id: 'a', audio: 'a.wav', class: 'empty', reason: 'the file has 0 bytes' };

/** Whether a list of so many rows, so many of them broken, passes. */
function passes(share: number, rows: number, broken: number): boolean {
  const budget = budgetBad(share, rows);
  try {
    for (let row = 0; row < broken; row++) budget.add(bad);
    budget.close(rows);
    return true;
  } catch {
    return false;
  }
}

test.each([
  ['0.1 % of 1,000', 0.001, 1000, 1],
  ['0.1 % of 999', 0.001, 999, 0],
  ['none of 1,000,000', 0, 1_000_000, 0],
  ['29 % of 100, which is 28.999999999999996 in binary', 0.29, 100, 29],
  ['0.7 % of 1,000, written as 0.7 / 100', 0.7 / 100, 1000, 7],
  ['all of 3', 1, 3, 3],
])('budgetBad(%s) lets exactly that many pass', (_, share, rows, allowed) => {
  expect(passes(share, rows, allowed)).toBe(true);
  expect(passes(share, rows, allowed + 1)).toBe(false);
});
