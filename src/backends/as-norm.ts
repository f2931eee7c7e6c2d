import { NumericError, UsageError } from '../core/errors';
import type { VectorSet } from '../core/vectors';
import type { EnrolledSet, Scorer } from './backend';
import { fitsLargestProducts, largestProducts } from './largest-products';
import { type Spread, spreadOfTop } from './top-scores';

export interface AdaptiveNormOptions {
  /** Cohort scores, the highest of each side's own, that make its mean and deviation. */
  readonly top: number;
}

/** Scores that differ by less, as a share of their mean, differ by rounding alone. */
const ROUNDING = 1e-12;
/** Where the top is a larger share of the cohort, finding out which they are saves less than it costs. */
const MOST_SHARE = 0.25;
/** Rows whose cohort scores are in memory at once. */
const BLOCK = 1024;

/**
 * Adaptive symmetric score normalisation: the mean of the score's distances from what enrollment and test score
 * against their own nearest cohort embeddings, in standard deviations (ddof 0). Matějka et al. 2017, Analysis of score
 * normalization in multilingual speaker recognition (own top N for either side); as wenet-e2e/wespeaker@dfa7419
 * wespeaker/bin/score_norm.py. Throws NumericError where a side scores alike against its whole top N.
 */
export function adaptiveNorm(scorer: Scorer, cohort: VectorSet, { top }: AdaptiveNormOptions): Scorer {
  if (top < 2 || top > cohort.rows) {
    throw new UsageError({
      what: 'cohort has too few embeddings for its top scores',
      where: 'top-n',
      expected: `2 to ${cohort.rows}`,
      found: String(top),
    });
  }
  const normalise = (
    scores: Float64Array,
    sides: SideSpreads,
    rowsOf: (at: number) => [number, number],
  ): Float64Array =>
    scores.map((score, at) => {
      const [left, right] = rowsOf(at);
      const { mean: enrollMean, deviation: enrollDeviation } = sides.enroll[left]!;
      const { mean: testMean, deviation: testDeviation } = sides.test[right]!;
      return ((score - enrollMean) / enrollDeviation + (score - testMean) / testDeviation) / 2;
    });
  // Scores and the means of a calibration are asked for one after the other.
  let last: (SideSpreads & { readonly sets: readonly [EnrolledSet, VectorSet] }) | undefined;
  const spreads = (enroll: EnrolledSet, test: VectorSet): SideSpreads => {
    if (last?.sets[0] !== enroll || last.sets[1] !== test) last = { ...newSpreads(enroll, test), sets: [enroll, test] };
    return last;
  };
  const newSpreads = (enroll: EnrolledSet, test: VectorSet): SideSpreads => {
    const ofEnroll = spreadsOf('enrollment', top, enrollScores(scorer, enroll, cohort, top));
    // Between single utterances every scorer of this shelf is symmetric: one set on both sides is compared once.
    if (test === enroll && enroll.counts === undefined) return { enroll: ofEnroll, test: ofEnroll };
    return { enroll: ofEnroll, test: spreadsOf('test', top, testScores(scorer, cohort, test, top)) };
  };
  return {
    scoreTrials: (enroll, test, pairs) =>
      normalise(scorer.scoreTrials(enroll, test, pairs), spreads(enroll, test), at => [
        pairs[2 * at]!,
        pairs[2 * at + 1]!,
      ]),
    scoreAll: (enroll, test) =>
      normalise(scorer.scoreAll(enroll, test), spreads(enroll, test), at => [
        Math.floor(at / test.rows),
        at % test.rows,
      ]),
    cohortMeans(enroll, test) {
      const sides = spreads(enroll, test);
      return { enroll: meansOf(sides.enroll), test: meansOf(sides.test) };
    },
  };
}

/**
 * Symmetric score normalisation: as {@link adaptiveNorm}, by all of the cohort. Kenny 2010, Bayesian speaker
 * verification with heavy-tailed priors, section 3.3, and Shum et al. 2010 add the two distances; half their sum, as
 * wespeaker's snorm, ranks trials alike.
 */
export function symmetricNorm(scorer: Scorer, cohort: VectorSet): Scorer {
  return adaptiveNorm(scorer, cohort, { top: cohort.rows });
}

interface SideSpreads {
  readonly enroll: readonly Spread[];
  readonly test: readonly Spread[];
}

function meansOf(spreads: readonly Spread[]): Float64Array {
  return Float64Array.from(spreads, ({ mean }) => mean);
}

/** For each row, how its highest cohort scores lie; `scores` gives each row's, the highest at least. */
function spreadsOf(side: string, top: number, scores: Iterable<Float64Array>): Spread[] {
  const spreads: Spread[] = [];
  for (const row of scores) {
    const spread = spreadOfTop(row, top);
    if (!(spread.deviation > ROUNDING * Math.abs(spread.mean))) {
      throw new NumericError({
        what: 'cohort scores do not vary',
        where: `${side} row ${spreads.length + 1}`,
        expected: `${top} highest scores that differ`,
        found: `${spread.mean} in all`,
      });
    }
    spreads.push(spread);
  }
  return spreads;
}

const mayChoose = (cohort: VectorSet, top: number): boolean =>
  top <= MOST_SHARE * cohort.rows && fitsLargestProducts(cohort);

function enrollScores(scorer: Scorer, enroll: EnrolledSet, cohort: VectorSet, top: number): Iterable<Float64Array> {
  const factors = mayChoose(cohort, top) ? scorer.factors?.(enroll, cohort) : undefined;
  if (factors !== undefined) return largestProducts(factors.left, factors.right, top);
  return allScores(enroll, block => scorer.scoreAll(block, cohort));
}

function testScores(scorer: Scorer, cohort: VectorSet, test: VectorSet, top: number): Iterable<Float64Array> {
  const factors = mayChoose(cohort, top) ? scorer.factors?.(cohort, test) : undefined;
  if (factors !== undefined) return largestProducts(factors.right, factors.left, top);
  return allScores(test, block => turned(scorer.scoreAll(cohort, block), cohort.rows));
}

/** Row by row of the set, where `score` gives [rows of the block, cohort] scores. */
function* allScores(set: EnrolledSet, score: (block: EnrolledSet) => Float64Array): Generator<Float64Array> {
  for (let start = 0; start < set.rows; start += BLOCK) {
    const block = rowsFrom(set, start, Math.min(start + BLOCK, set.rows));
    const scores = score(block);
    const cohort = scores.length / block.rows;
    for (let row = 0; row < block.rows; row++) yield scores.subarray(row * cohort, (row + 1) * cohort);
  }
}

function rowsFrom({ columns, data, counts }: EnrolledSet, start: number, end: number): EnrolledSet {
  const part = { rows: end - start, columns, data: data.subarray(start * columns, end * columns) };
  return counts === undefined ? part : { ...part, counts: counts.subarray(start, end) };
}

/** [rows, columns] → [columns, rows]. */
function turned(scores: Float64Array, rows: number): Float64Array {
  const columns = scores.length / rows;
  const out = new Float64Array(scores.length);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) out[column * rows + row] = scores[at]!;
  }
  return out;
}
