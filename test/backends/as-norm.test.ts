import { backends } from '../../src/backends';
import { adaptiveNorm, symmetricNorm } from '../../src/backends/as-norm';
import { meanRows } from '../../src/backends/mean-rows';
import { spreadOfTop } from '../../src/backends/top-scores';
import { randomOf } from '../../src/core/random';
import type { VectorSet } from '../../src/core/vectors';
import { buildChoice, choice } from '../../src/recipe/choice';
import reference from '../references/as-norm.json';
import scoring from '../references/scoring.json';

function setOf(rows: readonly (readonly number[])[]): VectorSet {
  return { rows: rows.length, columns: rows[0]!.length, data: Float64Array.from(rows.flat()) };
}

const cosine = backends.cosine.build({ centre: false }).fit(setOf([[0]]), []);
const [cohort, enroll, test_] = [setOf(reference.cohort), setOf(reference.enroll), setOf(reference.test)];

test.each(Object.entries(reference.scores))('adaptiveNorm(cosine, cohort, top %s) is wespeaker’s', (top, expected) => {
  const scorer = adaptiveNorm(cosine, cohort, { top: Number(top) });
  const pairs = Int32Array.from(expected.flatMap((_, at) => [Math.floor(at / test_.rows), at % test_.rows]));
  expected.forEach((score, at) => {
    expect(scorer.scoreAll(enroll, test_)[at]).toBeCloseTo(score, 11);
    expect(scorer.scoreTrials(enroll, test_, pairs)[at]).toBeCloseTo(score, 11);
  });
});

test.each([
  ['cosine', 1],
  ['lda', 1],
  ['plda', 1],
  ['plda', 3],
] as const)(
  'adaptiveNorm(%s of models of up to %s utterances) is the same by chosen and by all cohort scores',
  (name, most) => {
    const random = randomOf('chosen', name);
    const around = (rows: number, speakers: number) =>
      setOf(
        Array.from({ length: rows }, (_, row) =>
          Array.from({ length: 8 }, () => ((row % speakers) % 3) + random.normal()),
        ),
      );
    const speakers = Array.from({ length: 60 }, (_, row) => `s${row % 12}`);
    const scorer = buildChoice(
      backends,
      choice(backends, 'back-end').parse({ type: name, ...(name === 'lda' ? { dimension: 4 } : {}) }),
    ).fit(around(60, 12), speakers);
    const { scoreTrials, scoreAll } = scorer;
    const [models, tests, others] = [around(35, 5), around(40, 7), around(90, 30)];
    const enrolled = { ...models, counts: Int32Array.from({ length: 35 }, (_, row) => 1 + (row % most)) };
    const chosen = adaptiveNorm(scorer, others, { top: 10 }).scoreAll(enrolled, tests);
    const all = adaptiveNorm({ scoreTrials, scoreAll }, others, { top: 10 }).scoreAll(enrolled, tests);
    expect(scorer.factors?.(enrolled, others) === undefined).toBe(most > 1);
    chosen.forEach((score, at) => {
      expect(score).toBeCloseTo(all[at]!, 10);
    });
  },
);

test('symmetricNorm(cosine, cohort) is half of z-norm and t-norm by numpy', () => {
  const { sNorm } = scoring;
  const scorer = symmetricNorm(cosine, setOf(sNorm.cohort));
  const scores = scorer.scoreAll(setOf(sNorm.enroll), setOf(sNorm.test));
  sNorm.scores.flat().forEach((score, at) => {
    expect(scores[at]).toBeCloseTo(score, 11);
  });
});

test('adaptiveNorm(scorer, cohort, top) with more top scores than embeddings is an error with both numbers', () => {
  expect(() => adaptiveNorm(cosine, cohort, { top: 41 })).toThrow('expected 2 to 40, found 41');
});

test('adaptiveNorm(scorer, cohort, top) against a cohort of one direction is an error, not an infinite score', () => {
  const same = setOf([
    [1, 1, 1, 1, 1, 1],
    [0.3, 0.3, 0.3, 0.3, 0.3, 0.3],
  ]);
  expect(() => adaptiveNorm(cosine, same, { top: 2 }).scoreAll(enroll, test_)).toThrow('cohort scores do not vary');
});

test('spreadOfTop(values, top) equals sorting, for ties and for every top', () => {
  const random = randomOf('top');
  const values = Float64Array.from({ length: 57 }, () => random.integer(12));
  const sorted = Array.from(values).sort((a, b) => b - a);
  for (let top = 1; top <= values.length; top++) {
    const largest = sorted.slice(0, top);
    const mean = largest.reduce((sum, value) => sum + value, 0) / top;
    const spread = spreadOfTop(values.slice(), top);
    expect(spread.mean).toBeCloseTo(mean, 12);
    expect(spread.deviation ** 2).toBeCloseTo(largest.reduce((sum, value) => sum + (value - mean) ** 2, 0) / top, 10);
  }
});

test('meanRows(vectors, groups) averages the rows as they are and counts them', () => {
  const models = meanRows(
    setOf([
      [1, 2],
      [3, 6],
      [10, 10],
    ]),
    [[0, 1], [2]],
  );
  expect(Array.from(models.data)).toEqual([2, 4, 10, 10]);
  expect(models.counts).toEqual(Int32Array.of(2, 1));
});
