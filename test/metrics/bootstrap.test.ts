import { randomOf } from '../../src/core/random';
import { metrics } from '../../src/metrics';
import {
  bootstrapDraws,
  bootstrapIntervals,
  type ResampledMeasure,
  type TrialSides,
} from '../../src/metrics/bootstrap';
import { equalErrorRate } from '../../src/metrics/eer';
import { type Evidence, evidenceOf, type ScoredTrials } from '../../src/metrics/evidence';

const rate = (evidence: Evidence): number => equalErrorRate(evidence).rate;
const eer = { measure: rate };
const options = { resamples: 300, level: 0.95, seed: 1 };

/** All pairs of `perSpeaker` utterances of each speaker; scores depend on the speakers and on chance. */
function trialsOf(speakers: number, perSpeaker: number, key: number): { trials: ScoredTrials; sides: TrialSides } {
  const random = randomOf('trials', key);
  const ease = Array.from({ length: speakers }, () => random.normal());
  const [scores, targets, enroll, test]: number[][] = [[], [], [], []];
  const utterances = Array.from({ length: speakers * perSpeaker }, (_, row) => row % speakers);
  utterances.forEach((left, row) => {
    for (const right of utterances.slice(row + 1)) {
      const target = left === right;
      scores!.push(random.normal() + (target ? 2 + ease[left]! : 0.5 * (ease[left]! + ease[right]!)));
      targets!.push(target ? 1 : 0);
      enroll!.push(left);
      test!.push(right);
    }
  });
  return {
    trials: { scores: Float64Array.from(scores!), targets: Uint8Array.from(targets!) },
    sides: { enroll: Int32Array.from(enroll!), test: Int32Array.from(test!), speakers },
  };
}

test('bootstrapIntervals(trials, sides, [eer]) gives the same interval for the same seed and another for another', () => {
  const { trials, sides } = trialsOf(12, 4, 1);
  const interval = bootstrapIntervals(trials, sides, [eer], options);
  expect(bootstrapIntervals(trials, sides, [eer], options)).toEqual(interval);
  expect(bootstrapIntervals(trials, sides, [eer], { ...options, seed: 2 })).not.toEqual(interval);
});

test('bootstrapIntervals(trials, sides, measures) contains what was measured', () => {
  const { trials, sides } = trialsOf(20, 4, 2);
  const built = [metrics.eer.build({ rule: 'interpolation' }), metrics['min-cllr'].build({})];
  const intervals = bootstrapIntervals(trials, sides, built, options);
  built.forEach(({ measure }, index) => {
    const value = measure(evidenceOf(trials));
    expect(intervals[index]!.low).toBeLessThan(value);
    expect(intervals[index]!.high).toBeGreaterThan(value);
  });
});

test('bootstrapIntervals(trials, sides, [measure]) weighs trials as if the drawn speakers were copied', () => {
  // Three speakers; what is measured is the evidence itself. Each resample's counts must be one that copying can give.
  const { trials, sides } = trialsOf(3, 2, 3);
  const seen = new Set<string>();
  bootstrapIntervals(
    trials,
    sides,
    [{ measure: ({ targetTotal, nontargetTotal }) => seen.add(`${targetTotal} ${nontargetTotal}`).size }],
    options,
  );
  // One target trial a speaker and four non-target trials a pair: draws (1,1,1) give 3 and 12; (2,1,0) give 3 and 8.
  expect([...seen].sort()).toEqual(['3 12', '3 8']);
});

test('bootstrapIntervals(trials, sides, [eer]) covers the true rate in nine of ten worlds and more', () => {
  const truth = rate(evidenceOf(trialsOf(200, 3, 0).trials));
  const worlds = 60;
  let covered = 0;
  for (let world = 1; world <= worlds; world++) {
    const { trials, sides } = trialsOf(20, 4, world);
    const [interval] = bootstrapIntervals(trials, sides, [eer], { ...options, resamples: 100 });
    if (interval!.low <= truth && truth <= interval!.high) covered++;
  }
  // 57 are meant; 20 speakers are few for a percentile interval, and 60 worlds have a deviation of 2 of their own.
  expect(covered).toBeGreaterThanOrEqual(51);
});

test('bootstrapIntervals(trials, sides, [eer]) of one trial of each class draws until it has both', () => {
  const trials = { scores: Float64Array.of(1, 0), targets: Uint8Array.of(1, 0) };
  const sides = { enroll: Int32Array.of(0, 1), test: Int32Array.of(0, 2), speakers: 3 };
  expect(bootstrapIntervals(trials, sides, [eer], { ...options, resamples: 5 })).toEqual([{ low: 0, high: 0 }]);
});

test('bootstrapDraws(…) of metrics that are from runs are those of every score, to the last bits', () => {
  const { trials, sides } = trialsOf(15, 3, 4);
  // Rounded, so that scores of both classes are equal too.
  const scores = trials.scores.map(score => Math.round(20 * score) / 20);
  const cost = { target: 0.05, miss_cost: 1, false_alarm_cost: 1 };
  const built = [
    metrics.eer.build({ rule: 'interpolation' }),
    metrics.eer.build({ rule: 'rocch' }),
    metrics['min-dcf'].build(cost),
    metrics['frr-at-far'].build({ far: 0.05 }),
    metrics['min-cllr'].build({}),
  ];
  const draws = (measures: readonly ResampledMeasure[]) =>
    bootstrapDraws(trials.targets, [trials.scores, scores], sides, measures, options);
  const [fromRuns, fromScores] = [draws(built), draws(built.map(({ measure }) => ({ measure })))];
  expect(built.every(metric => metric.fromRuns)).toBe(true);
  fromRuns.forEach((system, place) => {
    system.forEach((values, measure) => {
      values.forEach((value, draw) => {
        expect(value).toBeCloseTo(fromScores[place]![measure]![draw]!, 10);
      });
    });
  });
});

test('metrics that read single scores are not from runs', () => {
  const single = [
    metrics.eer.build({ rule: 'kaldi' }),
    metrics.eer.build({ rule: 'nearest-max' }),
    metrics.cllr.build({}),
  ];
  expect(single.map(({ fromRuns = false }) => fromRuns)).toEqual([false, false, false]);
});
