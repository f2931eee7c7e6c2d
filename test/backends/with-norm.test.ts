import { backends } from '../../src/backends';
import { adaptiveNorm } from '../../src/backends/as-norm';
import { meanRows } from '../../src/backends/mean-rows';
import { randomOf } from '../../src/core/random';
import type { VectorSet } from '../../src/core/vectors';
import { buildChoice, choice } from '../../src/recipe/choice';

const speakers = ['b', 'a', 'b', 'c', 'a', 'b', 'd', 'e', 'c', 'e'];
const random = randomOf('with-norm');
const setOf = (rows: number): VectorSet => ({
  rows,
  columns: 3,
  data: Float64Array.from({ length: 3 * rows }, () => random.normal()),
});
const training = setOf(speakers.length);
const trials = setOf(4);

test.each([
  ['speakers', meanRows(training, [[0, 2, 5], [1, 4], [3, 8], [6], [7, 9]])],
  ['utterances', training],
] as const)(
  'backends.cosine with norm as-norm of %s normalises by that cohort of the training set',
  (cohort, expected) => {
    const options = backends.cosine.options.parse({ norm: { type: 'as-norm', top_n: 4, cohort } });
    const scorer = backends.cosine.build(options).fit(training, speakers);
    const plain = backends.cosine.build({ centre: false }).fit(training, speakers);
    expect(scorer.scoreAll(trials, trials)).toEqual(adaptiveNorm(plain, expected, { top: 4 }).scoreAll(trials, trials));
  },
);

test.each([
  ['cosine', {}, 'cosine'],
  ['lda', { dimension: 2 }, 'LDA 2 + cosine'],
  ['plda', { lda: 2 }, 'LDA 2 + PLDA'],
] as const)('backends.%s with a norm says so in its label and needs training vectors', (name, options, label) => {
  const built = (norm: unknown) =>
    buildChoice(backends, choice(backends, 'back-end').parse({ type: name, ...options, norm }));
  expect([built('as-norm').label, built('as-norm').needsTraining]).toEqual([`${label} + AS-norm`, true]);
  expect(built({ type: 'as-norm', top_n: 4, cohort: 'utterances' }).label).toBe(
    `${label} + AS-norm(top 4, utterances)`,
  );
  expect(built('s-norm').label).toBe(`${label} + S-norm`);
  expect(built(undefined).label).toBe(label);
  const scores = built({ type: 'as-norm', top_n: 3 }).fit(training, speakers).scoreAll(trials, trials);
  expect(scores.every(Number.isFinite)).toBe(true);
});

test('backends.cosine with as-norm and a cohort smaller than top_n is an error that says how many there are', () => {
  const options = backends.cosine.options.parse({ norm: 'as-norm' });
  expect(() => backends.cosine.build(options).fit(training, speakers)).toThrow('expected 2 to 5, found 300');
});
