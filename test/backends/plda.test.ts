import { backends } from '../../src/backends';
import { applyAffine } from '../../src/backends/affine';
import type { EnrolledSet } from '../../src/backends/backend';
import { estimateLda } from '../../src/backends/lda';
import { scaleRows } from '../../src/backends/pair-scores';
import { estimatePlda } from '../../src/backends/plda-model';
import { speakerStatistics } from '../../src/backends/speaker-statistics';
import type { VectorSet } from '../../src/core/vectors';
import reference from '../references/plda.json';

function setOf(rows: readonly (readonly number[])[]): VectorSet {
  return { rows: rows.length, columns: rows[0]!.length, data: Float64Array.from(rows.flat()) };
}

/** Models as Kaldi's ivector-mean makes them: the mean of each speaker's rows, in order of first appearance. */
function modelsOf(rows: readonly (readonly number[])[], speakers: readonly string[]): EnrolledSet {
  const names = [...new Set(speakers)];
  const members = names.map(name => rows.filter((_, row) => speakers[row] === name));
  const means = members.map(own =>
    own[0]!.map((_, column) => own.reduce((sum, row) => sum + row[column]! / own.length, 0)),
  );
  return { ...setOf(means), counts: Int32Array.from(members, own => own.length) };
}

/** Largest difference, as a share of the largest expected number. */
function relativeError(found: ArrayLike<number>, expected: readonly number[]): number {
  expect(found.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, index) => Math.abs(value - found[index]!))) / scale;
}

const train = setOf(reference.train.vectors);
const speakers = reference.train.speakers;
const test_ = setOf(reference.evaluation.vectors);
const models = modelsOf(reference.evaluation.vectors, reference.evaluation.speakers);
// Kaldi reads, writes and transforms in single precision: 7 digits, of which sums over LDA and length cost two or three.
const SINGLE = 2e-5;

describe.each(reference.cases)('plda with lda $lda', ({ lda, ldaMatrix, mean, between, scores }) => {
  test.each(['kaldi', 'simple', 'none'] as const)(
    'scores trials as ivector-plda-scoring, length norm %s',
    lengthNorm => {
      const options = backends.plda.options.parse({ length_norm: lengthNorm, ...(lda === null ? {} : { lda }) });
      const scorer = backends.plda.build(options).fit(train, speakers);
      const pairs = Int32Array.from({ length: 2 * models.rows * test_.rows }, (_, at) =>
        at % 2 === 0 ? Math.floor(at / 2 / test_.rows) : (at >> 1) % test_.rows,
      );
      expect(relativeError(scorer.scoreTrials(models, test_, pairs), scores[lengthNorm])).toBeLessThan(SINGLE);
      expect(relativeError(scorer.scoreAll(models, test_), scores[lengthNorm])).toBeLessThan(SINGLE);
    },
  );

  test('estimatePlda(statistics, 10) has the mean and the variances of ivector-compute-plda', () => {
    const map = lda === null ? undefined : estimateLda(train, speakers, lda);
    const projected = applyAffine(map ?? { mean: meanOfRows(train) }, train);
    const model = estimatePlda(speakerStatistics(scaleRows(projected, Math.sqrt(projected.columns)), speakers), 10);
    expect(relativeError(model.between, between)).toBeLessThan(SINGLE);
    // The sign of an LDA axis is free, and the mean turns with it.
    expect(relativeError(model.map.mean.map(Math.abs), mean.map(Math.abs))).toBeLessThan(SINGLE);
  });

  test('estimateLda(train, speakers, lda) is the matrix of ivector-compute-lda but for the sign of its rows', () => {
    if (lda === null || ldaMatrix === null) return expect(ldaMatrix).toBe(lda);
    const { matrix } = estimateLda(train, speakers, lda);
    ldaMatrix.forEach((row, index) => {
      const linear = row.slice(0, -1);
      const own = Array.from(matrix!.data.subarray(index * linear.length, (index + 1) * linear.length));
      const sign = Math.sign(own.reduce((sum, value, column) => sum + value * linear[column]!, 0));
      expect(
        relativeError(
          own.map(value => value * sign),
          linear,
        ),
      ).toBeLessThan(SINGLE);
    });
  });
});

function meanOfRows({ rows, columns, data }: VectorSet): Float64Array {
  const mean = new Float64Array(columns);
  data.forEach((value: number, at: number) => {
    mean[at % columns]! += value / rows;
  });
  return mean;
}

test('plda.fit(vectors, speakers) with one utterance a speaker is an error that says what is missing', () => {
  const backend = backends.plda.build(backends.plda.options.parse({}));
  const names = reference.train.speakers.map((_, row) => `s${row}`);
  expect(() => backend.fit(train, names)).toThrow('one of them with two utterances');
});

test('plda.fit(vectors, speakers) with more LDA dimensions than speakers less one is an error', () => {
  const backend = backends.plda.build(backends.plda.options.parse({ lda: 8 }));
  const rows = reference.train.vectors.slice(0, 9);
  expect(() => backend.fit(setOf(rows), speakers.slice(0, 9))).toThrow(/lda {2}LDA cannot keep .* at most \d/);
});
