import { backends } from '../../src/backends';
import type { DevelopmentTrials } from '../../src/backends/backend';
import { applyRatio, fitLogistic } from '../../src/backends/logistic-regression';
import { zMeanRatio } from '../../src/backends/z-mean';
import { randomOf } from '../../src/core/random';
import type { VectorSet } from '../../src/core/vectors';
import { buildChoice, choice } from '../../src/recipe/choice';
import { trials, zMean } from '../references/scoring.json';

const random = randomOf('fusion');
const SPEAKERS = 12;
const TAKES = 4;
const speakers = Array.from({ length: SPEAKERS * TAKES }, (_, row) => `s${Math.floor(row / TAKES)}`);

/** Embeddings of speakers whose takes differ. */
function drawn(): VectorSet {
  const centres = Float64Array.from({ length: SPEAKERS * 6 }, () => random.normal());
  const data = Float64Array.from({ length: speakers.length * 6 }, (_, at) => {
    const speaker = Math.floor(at / (6 * TAKES));
    return centres[6 * speaker + (at % 6)]! + 1.2 * random.normal();
  });
  return { rows: speakers.length, columns: 6, data };
}

function allPairs(set: VectorSet): DevelopmentTrials {
  const pairs: number[] = [];
  for (let a = 0; a < set.rows; a++) for (let b = a + 1; b < set.rows; b++) pairs.push(a, b);
  const targets = Uint8Array.from({ length: pairs.length / 2 }, (_, trial) =>
    speakers[pairs[2 * trial]!] === speakers[pairs[2 * trial + 1]!] ? 1 : 0,
  );
  return { enroll: set, test: set, pairs: Int32Array.from(pairs), targets };
}

const training = drawn();
const development = allPairs(drawn());
const scored = allPairs(drawn());
const build = (written: unknown) => buildChoice(backends, choice(backends, 'back-end').parse(written));
const scoresOf = (written: unknown): Float64Array =>
  build(written).fit(training, speakers, development).scoreTrials(scored.enroll, scored.test, scored.pairs);
const scoresOnDevelopment = (written: unknown): Float64Array => {
  const { enroll, test, pairs } = development;
  return build(written).fit(training, speakers, development).scoreTrials(enroll, test, pairs);
};

test('zMeanRatio(columns) is the mean of scipy’s zscores', () => {
  const columns = [trials.scores, trials.second].map((values, place) => ({
    name: String(place),
    values: Float64Array.from(values),
  }));
  applyRatio(zMeanRatio(columns), columns).forEach((value, trial) => {
    expect(value).toBeCloseTo(zMean[trial]!, 12);
  });
});

test('backends.fusion of cosine and PLDA is the regression on development trials, applied to others', () => {
  const parts = ['cosine', 'plda'] as const;
  const columns = (of: (written: unknown) => Float64Array) => parts.map(part => ({ name: part, values: of(part) }));
  const ratio = fitLogistic(columns(scoresOnDevelopment), development.targets, { prior: 0.05, ridge: 0 });
  const fused = scoresOf({ type: 'fusion', of: parts, prior: 0.05 });
  applyRatio(ratio, columns(scoresOf)).forEach((value, trial) => {
    expect(fused[trial]).toBeCloseTo(value, 12);
  });
});

test('backends.fusion with given weights is their sum, and needs no development trials', () => {
  const fused = build({ type: 'fusion', of: ['cosine', { type: 'cosine', norm: 's-norm' }], weights: [2, -1] });
  expect([fused.label, fused.needsTraining, fused.needsDevelopment]).toEqual([
    'fusion(cosine, cosine + S-norm; 2,-1)',
    true,
    false,
  ]);
  const [first, second] = [scoresOf('cosine'), scoresOf({ type: 'cosine', norm: 's-norm' })];
  const scores = fused.fit(training, speakers).scoreTrials(scored.enroll, scored.test, scored.pairs);
  scores.forEach((score, trial) => {
    expect(score).toBeCloseTo(2 * first[trial]! - second[trial]!, 12);
  });
});

test('backends.cosine with calibration is an affine map of its scores; scoreAll gives what scoreTrials gives', () => {
  const written = { type: 'cosine', calibration: { type: 'logistic', prior: 0.5 } };
  const plain = scoresOf('cosine');
  const scorer = build(written).fit(training, speakers, development);
  const ratios = scorer.scoreTrials(scored.enroll, scored.test, scored.pairs);
  const slope = (ratios[1]! - ratios[0]!) / (plain[1]! - plain[0]!);
  expect(slope).toBeGreaterThan(0);
  ratios.forEach((ratio, trial) => {
    expect(ratio).toBeCloseTo(ratios[0]! + slope * (plain[trial]! - plain[0]!), 10);
  });
  const all = scorer.scoreAll(scored.enroll, scored.test);
  expect(ratios[5]).toBe(all[scored.pairs[10]! * scored.test.rows + scored.pairs[11]!]);
});

test('backends.cosine with as-norm and qmf of cohort-mean calibrates normalised scores', () => {
  const written = {
    type: 'cosine',
    norm: { type: 'as-norm', top_n: 6 },
    calibration: { type: 'qmf', measures: ['magnitude', 'cohort-mean'] },
  };
  expect(build(written).label).toBe('cosine + AS-norm(top 6) + QMF');
  expect(scoresOf(written).every(Number.isFinite)).toBe(true);
});

test.each([
  ['fusion', { type: 'fusion', of: ['cosine', 'plda'] }, 'fusion(cosine, PLDA) needs development trials'],
  ['cosine', { type: 'cosine', calibration: 'logistic' }, 'cosine + calibration needs development trials'],
])('backends.%s that learns from development trials says so where it gets none', (_, written, message) => {
  expect(() => build(written).fit(training, speakers)).toThrow(message);
});

test('backends.fusion with another number of weights than back-ends is refused', () => {
  expect(() => build({ type: 'fusion', of: ['cosine', 'plda'], weights: [1, 2, 3] })).toThrow('expected 2, found 3');
});

test('backends.fusion with a name has it for its heading', () => {
  expect(build({ type: 'fusion', of: ['cosine', 'plda'], name: 'fused' }).label).toBe('fused');
});
