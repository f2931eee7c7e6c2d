import { evidenceOf } from '../../src/metrics/evidence';
import { missAtFalseAlarm } from '../../src/metrics/frr-at-far';
import { rates, trials } from '../references/scoring.json';

const scored = { scores: Float64Array.from(trials.scores), targets: Uint8Array.from(trials.targets) };
const evidence = evidenceOf(scored);

test.each(rates.frrAtFar)('missAtFalseAlarm(evidence, $far) is that of scikit-learn’s roc_curve', ({ far, frr }) => {
  const { rate, threshold } = missAtFalseAlarm(evidence, far);
  expect(rate).toBeCloseTo(frr, 12);
  const nontargets = scored.scores.filter((_, row) => scored.targets[row] === 0);
  expect(nontargets.filter(score => score >= threshold).length / nontargets.length).toBeLessThanOrEqual(far);
});

test('missAtFalseAlarm(evidence, 0) rejects all where the highest score is a non-target’s', () => {
  const wrong = evidenceOf({ scores: Float64Array.of(1, 2), targets: Uint8Array.of(1, 0) });
  expect(missAtFalseAlarm(wrong, 0)).toEqual({ rate: 1, threshold: Infinity });
});
