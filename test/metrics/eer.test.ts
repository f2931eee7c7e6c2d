import fc from 'fast-check';
import { equalErrorRate, equalErrorRuleNames } from '../../src/metrics/eer';
import { type Evidence, evidenceOf } from '../../src/metrics/evidence';

function evidence(targets: readonly number[], nontargets: readonly number[]): Evidence {
  return evidenceOf({
    scores: Float64Array.from([...targets, ...nontargets]),
    targets: Uint8Array.from([...targets.map(() => 1), ...nontargets.map(() => 0)]),
  });
}

// Small integers: many ties, and maps of them stay exact.
const someScores = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 1, maxLength: 40 });

test.each(equalErrorRuleNames)('equalErrorRate(evidence, %s) is 0 when the classes are apart', rule => {
  expect(equalErrorRate(evidence([2, 3], [0, 1]), rule).rate).toBe(0);
});

test('equalErrorRate(evidence) is a half when all scores are equal: they are one threshold', () => {
  expect(equalErrorRate(evidence([1, 1], [1, 1, 1])).rate).toBe(0.5);
});

test('equalErrorRate(evidence) is 1 when every target scores below every non-target', () => {
  expect(equalErrorRate(evidence([0, 1], [2, 3])).rate).toBe(1);
});

test('equalErrorRate(evidence) of one trial of each class is 0 or 1', () => {
  expect(equalErrorRate(evidence([1], [0])).rate).toBe(0);
  expect(equalErrorRate(evidence([0], [1])).rate).toBe(1);
});

test('equalErrorRate(evidence) does not know in which order equal scores stood', () => {
  const scores = [0, 1, 1, 1, 1, 2];
  const first = evidenceOf({ scores: Float64Array.from(scores), targets: Uint8Array.of(0, 1, 1, 0, 0, 1) });
  const second = evidenceOf({ scores: Float64Array.from(scores), targets: Uint8Array.of(0, 0, 0, 1, 1, 1) });
  for (const rule of equalErrorRuleNames) expect(equalErrorRate(first, rule)).toEqual(equalErrorRate(second, rule));
});

test('equalErrorRate(evidence).threshold is where the interpolated rates cross', () => {
  // Accept from 2 up: no miss, half of the non-targets; from 3 up: half, none. The lines cross half way.
  expect(equalErrorRate(evidence([2, 4], [1, 3])).threshold).toBeCloseTo(3, 12);
  expect(equalErrorRate(evidence([3], [1, 2])).threshold).toBe(3);
});

test.each(equalErrorRuleNames)('equalErrorRate(evidence, %s) is the same under a rising map of the scores', rule => {
  const rise = (score: number): number => Math.exp(score / 3) + score;
  fc.assert(
    fc.property(someScores, someScores, (targets, nontargets) => {
      const mapped = evidence(targets.map(rise), nontargets.map(rise));
      expect(equalErrorRate(mapped, rule).rate).toBe(equalErrorRate(evidence(targets, nontargets), rule).rate);
    }),
  );
});

test.each(equalErrorRuleNames)('equalErrorRate(evidence, %s) is the same in any order of the trials', rule => {
  const trials = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 1 })), { minLength: 2 });
  const both = trials.filter(rows => new Set(rows.map(([, target]) => target)).size === 2);
  const rate = (rows: readonly (readonly [number, number])[]): number =>
    equalErrorRate(
      evidenceOf({
        scores: Float64Array.from(rows, ([score]) => score),
        targets: Uint8Array.from(rows, row => row[1]),
      }),
      rule,
    ).rate;
  fc.assert(
    fc.property(
      both.chain(rows => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
      ([rows, mixed]) => expect(rate(mixed)).toBe(rate(rows)),
    ),
  );
});

test('equalErrorRate(evidence, rocch) is never above the interpolated rate', () => {
  fc.assert(
    fc.property(someScores, someScores, (targets, nontargets) => {
      const both = evidence(targets, nontargets);
      expect(equalErrorRate(both, 'rocch').rate).toBeLessThanOrEqual(equalErrorRate(both).rate + 1e-12);
    }),
  );
});

test('equalErrorRate(evidence) changes sides with the labels: the rate of turned scores and labels is the same', () => {
  fc.assert(
    fc.property(someScores, someScores, (targets, nontargets) => {
      const turned = evidence(
        nontargets.map(score => -score),
        targets.map(score => -score),
      );
      expect(equalErrorRate(turned).rate).toBeCloseTo(equalErrorRate(evidence(targets, nontargets)).rate, 12);
    }),
  );
});
