import { costOfLogLikelihoodRatios, minimumCostOfLogLikelihoodRatios } from '../../src/metrics/cllr';
import { equalErrorRate } from '../../src/metrics/eer';
import { evidenceOf } from '../../src/metrics/evidence';
import { minimumDetectionCost } from '../../src/metrics/min-dcf';
import reference from '../references/detection-metrics.json';

// Tools in double precision agree to rounding; brentq and minimize_scalar stop at about 1e-8.
const DOUBLE = 1e-8;
// Kaldi logs six digits, SpeechBrain computes rates in single precision.
const SIX_DIGITS = 1e-6;

function expectNear(found: number, expected: number, tolerance: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(tolerance);
}

describe.each(reference.cases)('$name scores', one => {
  const evidence = evidenceOf({ scores: Float64Array.from(one.scores), targets: Uint8Array.from(one.targets) });

  test('equalErrorRate(evidence) is the crossing of scikit-learn’s curve, and wespeaker’s where it gives one', () => {
    for (const rate of Object.values(one.interpolation)) expectNear(equalErrorRate(evidence).rate, rate, DOUBLE);
  });

  test('equalErrorRate(evidence, rocch) is PYLLR’s', () => {
    expectNear(equalErrorRate(evidence, 'rocch').rate, one.rocch.pyllr, DOUBLE);
  });

  test('equalErrorRate(evidence, kaldi) is that of compute-eer', () => {
    expectNear(equalErrorRate(evidence, 'kaldi').rate, one.kaldi.kaldi, SIX_DIGITS);
  });

  test('equalErrorRate(evidence, nearest-max) is that of voxceleb_trainer', () => {
    expectNear(equalErrorRate(evidence, 'nearest-max').rate, one.nearestMax.voxcelebTrainer, DOUBLE);
  });

  test('equalErrorRate(evidence, nearest-mean) is SpeechBrain’s', () => {
    expectNear(equalErrorRate(evidence, 'nearest-mean').rate, one.nearestMean.speechbrain, SIX_DIGITS);
  });

  test('costOfLogLikelihoodRatios and its minimum are PYLLR’s', () => {
    expectNear(costOfLogLikelihoodRatios(evidence), one.cllr.pyllr, DOUBLE);
    expectNear(minimumCostOfLogLikelihoodRatios(evidence), one.minCllr.pyllr, DOUBLE);
  });

  test('minimumDetectionCost is Kaldi’s and wespeaker’s, and SpeechBrain’s divided by min(p, 1 − p)', () => {
    const cost = (target: number) => minimumDetectionCost(evidence, { target, miss_cost: 1, false_alarm_cost: 1 }).cost;
    for (const byPrior of Object.values(one.minDcf)) {
      for (const [prior, expected] of Object.entries(byPrior)) expectNear(cost(Number(prior)), expected, DOUBLE);
    }
    for (const [prior, undivided] of Object.entries(one.undividedDcf)) {
      expectNear(cost(Number(prior)) * Math.min(Number(prior), 1 - Number(prior)), undivided, SIX_DIGITS);
    }
  });
});
