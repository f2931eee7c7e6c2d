import { type Dense, dense, rowOf } from '../algebra/dense';
import { rowProducts } from '../algebra/products';
import type { VectorSet } from '../core/vectors';
import { applyAffine } from './affine';
import type { EnrolledSet, Scorer } from './backend';
import { pairProducts, scaleRows } from './pair-scores';
import type { PldaModel } from './plda-model';

/**
 * Length normalisation in the space of the model: `kaldi` by the length that the model expects of a mean of so many
 * utterances, `simple` to the square root of the dimension (Kaldi's --simple-length-normalization), or `none`.
 */
export type PldaLengthNorm = 'kaldi' | 'simple' | 'none';

/**
 * Log-likelihood ratio, in nats: one speaker against two (Ioffe 2006, between eqs. 4 and 5; kaldi src/ivector/plda.cc,
 * LogLikelihoodRatio). For a fixed number of enrollment utterances the ratio is an inner product plus a term of either
 * side, so trials cost what cosines cost.
 */
export function pldaScorer(model: PldaModel, lengthNorm: PldaLengthNorm): Scorer {
  const prepare = (enroll: EnrolledSet, test: VectorSet): PreparedSides => {
    const counts = enroll.counts ?? new Int32Array(enroll.rows).fill(1);
    const enrolled = normalised(applyAffine(model.map, enroll), counts, model.between, lengthNorm);
    if (test === enroll && enroll.counts === undefined) return sides(enrolled, counts, enrolled, model.between);
    const ones = new Int32Array(test.rows).fill(1);
    const tested = normalised(applyAffine(model.map, test), ones, model.between, lengthNorm);
    return sides(enrolled, counts, tested, model.between);
  };
  return {
    scoreTrials(enroll, test, pairs) {
      const { left, leftTerms, right, rightTerms, termsAt } = prepare(enroll, test);
      const scores = pairProducts(left, right, pairs);
      for (let trial = 0; trial < scores.length; trial++) {
        const row = pairs[2 * trial]!;
        scores[trial]! += leftTerms[row]! + rightTerms[termsAt[row]! + pairs[2 * trial + 1]!]!;
      }
      return scores;
    },
    scoreAll(enroll, test) {
      const { left, leftTerms, right, rightTerms, termsAt } = prepare(enroll, test);
      const scores = rowProducts(left, right).data;
      for (let row = 0, at = 0; row < left.rows; row++) {
        const first = termsAt[row]!;
        for (let column = 0; column < right.rows; column++, at++) {
          scores[at]! += leftTerms[row]! + rightTerms[first + column]!;
        }
      }
      return scores;
    },
    factors(enroll, test) {
      const { left, leftTerms, right, rightTerms, termsAt } = prepare(enroll, test);
      // Models of different numbers of utterances have different terms with one test row.
      if (termsAt.some(first => first !== 0)) return undefined;
      return {
        left: extended(left, row => [leftTerms[row]!, 1]),
        right: extended(right, row => [1, rightTerms[row]!]),
      };
    },
  };
}

/** Two columns more. */
function extended({ rows, columns, data }: Dense, added: (row: number) => readonly [number, number]): Dense {
  const wider = dense(rows, columns + 2);
  for (let row = 0; row < rows; row++) {
    wider.data.set(data.subarray(row * columns, (row + 1) * columns), row * wider.columns);
    wider.data.set(added(row), row * wider.columns + columns);
  }
  return wider;
}

interface PreparedSides {
  readonly left: Dense;
  readonly leftTerms: Float64Array;
  readonly right: Dense;
  /** The terms of all test rows, once for each number of enrollment utterances. */
  readonly rightTerms: Float64Array;
  /** For each enroll row, where the terms of its number of utterances begin. */
  readonly termsAt: Int32Array;
}

function sides(enrolled: Dense, counts: Int32Array, tested: Dense, between: Float64Array): PreparedSides {
  const left = dense(enrolled.rows, enrolled.columns);
  const leftTerms = new Float64Array(enrolled.rows);
  const distinct = [...new Set(counts)];
  const rightTerms = new Float64Array(distinct.length * tested.rows);
  distinct.forEach((count, place) => {
    rightTerms.set(testTerms(tested, count, between), place * tested.rows);
  });
  const places = new Map(distinct.map((count, place) => [count, place * tested.rows]));
  const termsAt = counts.map(count => places.get(count)!);
  for (let row = 0; row < enrolled.rows; row++) {
    const count = counts[row]!;
    const source = rowOf(enrolled, row);
    const target = rowOf(left, row);
    let term = 0;
    for (let column = 0; column < source.length; column++) {
      const shrunk = (count * between[column]!) / (count * between[column]! + 1);
      const variance = 1 + between[column]! / (count * between[column]! + 1);
      const expected = shrunk * source[column]!;
      target[column] = expected / variance;
      term += Math.log1p(between[column]!) - Math.log(variance) - (expected * expected) / variance;
    }
    leftTerms[row] = term / 2;
  }
  return { left, leftTerms, right: tested, rightTerms, termsAt };
}

function testTerms(tested: Dense, count: number, between: Float64Array): Float64Array {
  const weights = between.map(psi => 0.5 / (1 + psi) - 0.5 / (1 + psi / (count * psi + 1)));
  return Float64Array.from({ length: tested.rows }, (_, row) => {
    const values = rowOf(tested, row);
    let sum = 0;
    for (let column = 0; column < values.length; column++) sum += weights[column]! * values[column]! ** 2;
    return sum;
  });
}

/** Scales rows in place by the named rule; a mean of n utterances has variance Ψ + 1/n in each dimension. */
function normalised(vectors: Dense, counts: Int32Array, between: Float64Array, rule: PldaLengthNorm): Dense {
  if (rule === 'none') return vectors;
  if (rule === 'simple') return scaleRows(vectors, Math.sqrt(vectors.columns));
  for (let row = 0; row < vectors.rows; row++) {
    const values = rowOf(vectors, row);
    let distance = 0;
    for (let column = 0; column < values.length; column++) {
      distance += values[column]! ** 2 / (between[column]! + 1 / counts[row]!);
    }
    const scale = Math.sqrt(values.length / distance);
    for (let column = 0; column < values.length; column++) values[column]! *= scale;
  }
  return vectors;
}
