import { backends } from '../../src/backends';
import type { Scorer, UtteranceSet } from '../../src/backends/backend';
import { applyRatio, fitLogistic } from '../../src/backends/logistic-regression';
import { type QualityOptions, qualityColumns } from '../../src/backends/quality-measures';
import { quality, qualityRatios, trials } from '../references/scoring.json';

const set: UtteranceSet = {
  rows: 12,
  columns: 2,
  data: Float64Array.from(trials.magnitudes.flatMap(length => [0.6 * length, -0.8 * length])),
  durations: Float64Array.from(trials.seconds),
};
const pairs = Int32Array.from(trials.sides.flat());
const scores = Float64Array.from(trials.scores);
const means = Float64Array.from(trials.cohortMeans);
/** Knows the scores of the reference's trials, and what its sides score against a cohort. */
const scorer: Scorer = {
  scoreTrials: () => scores,
  scoreAll: () => scores,
  cohortMeans: () => ({ enroll: means, test: means }),
};

test.each<[string, QualityOptions, typeof quality]>([
  [
    'the smaller and the larger',
    { measures: ['log-duration', 'magnitude', 'cohort-mean'], forms: ['min', 'max'] },
    quality,
  ],
  ['ratio, longest 5 s', { measures: ['duration'], forms: ['min', 'max', 'ratio'], longest: 5 }, qualityRatios],
])('qualityColumns(%s) beside the scores give scikit-learn’s ratios of the same measures', (_, options, reference) => {
  const columns = [
    { name: 'score', values: scores },
    ...qualityColumns(scorer, { enroll: set, test: set, pairs }, options),
  ];
  const fitted = fitLogistic(columns, Uint8Array.from(trials.targets), reference);
  expect(columns).toHaveLength(reference.weights.length);
  reference.weights.forEach((weight, at) => {
    expect(fitted.weights[at]).toBeCloseTo(weight, 7);
  });
  applyRatio(fitted, columns).forEach((ratio, trial) => {
    expect(ratio).toBeCloseTo(reference.llrs[trial]!, 7);
  });
});

test('qualityColumns(…) of embeddings without durations, or scores without a cohort, say what is missing', () => {
  const { durations: _, ...bare } = set;
  const sets = { enroll: bare, test: bare, pairs };
  expect(() => qualityColumns(scorer, sets, { measures: ['duration'], forms: ['min'] })).toThrow(
    'length of each recording',
  );
  const plain = { scoreTrials: scorer.scoreTrials, scoreAll: scorer.scoreAll };
  expect(() => qualityColumns(plain, sets, { measures: ['cohort-mean'], forms: ['min'] })).toThrow('norm: as-norm');
});

test('backends.cosine with qmf of cohort-mean and no norm is refused before anything runs', () => {
  const options = backends.cosine.options.parse({ calibration: { type: 'qmf', measures: ['cohort-mean'] } });
  expect(() => backends.cosine.build(options)).toThrow('cosine: quality measure cohort-mean needs a norm');
});
