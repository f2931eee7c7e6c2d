import { type Dense, dense, identity, rowOf, transposed } from '../algebra/dense';
import { eigenOf } from '../algebra/eigen';
import { gram, rowProducts } from '../algebra/products';
import { congruent } from '../algebra/symmetric';
import { type Affine, applyAffine } from './affine';
import type { SpeakerStatistics } from './speaker-statistics';
import { whitening } from './whitening';

/**
 * Two-covariance PLDA, diagonalised: after `map` the within-speaker covariance is the identity and the between-speaker
 * covariance is diagonal.
 */
export interface PldaModel {
  /** Takes off the mean of the speaker means, then rotates and scales. */
  readonly map: Affine & { readonly matrix: Dense };
  /** Between-speaker variance of each dimension (Ioffe's Ψ), from the largest down. */
  readonly between: Float64Array;
}

/**
 * Estimates the model by expectation and maximisation from unit covariances. Each iteration runs in the coordinates in
 * which both covariances are diagonal, so a speaker costs dimension operations where Kaldi inverts a matrix for each
 * number of utterances; the result is the same, as the updates commute with linear maps.
 * Follows kaldi src/ivector/plda.cc (PldaEstimator); model of Ioffe 2006, Probabilistic linear discriminant analysis.
 * Iterations × (speakers × dimension² + 9 dimension³).
 */
export function estimatePlda(statistics: SpeakerStatistics, iterations: number): PldaModel {
  const { dimension, counts } = statistics;
  const mean = meanOfMeans(statistics.means);
  let means = applyAffine({ mean }, statistics.means);
  let scatter = statistics.scatter;
  let matrix = identity(dimension);
  let between = new Float64Array(dimension).fill(1);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const updated = maximise(means, scatter, counts, between, statistics.utterances);
    const whiten = whitening(updated.within);
    const { values, vectors } = eigenOf(congruent(whiten, updated.between));
    const turn = rowProducts(vectors, transposed(whiten));
    between = values.map(value => Math.max(value, 0));
    matrix = rowProducts(turn, transposed(matrix));
    means = rowProducts(means, turn);
    scatter = congruent(turn, scatter);
  }
  return { map: { mean, matrix }, between };
}

/** One iteration in coordinates where within = I and between is diagonal: the expected covariances given the data. */
function maximise(means: Dense, scatter: Dense, counts: Int32Array, between: Float64Array, utterances: number) {
  const { rows: speakers, columns: dimension } = means;
  const ofSpeakers = dense(speakers, dimension);
  const ofResiduals = dense(speakers, dimension);
  const uncertainty = new Float64Array(dimension);
  const weightedUncertainty = new Float64Array(dimension);
  for (let speaker = 0; speaker < speakers; speaker++) {
    const count = counts[speaker]!;
    const root = Math.sqrt(count);
    for (let column = 0, at = speaker * dimension; column < dimension; column++, at++) {
      const posterior = between[column]! / (1 + count * between[column]!);
      const expected = count * posterior * means.data[at]!;
      ofSpeakers.data[at] = expected;
      ofResiduals.data[at] = root * (means.data[at]! - expected);
      uncertainty[column]! += posterior;
      weightedUncertainty[column]! += count * posterior;
    }
  }
  const betweenSums = gram(ofSpeakers);
  const withinSums = gram(ofResiduals);
  for (let at = 0; at < scatter.data.length; at++) withinSums.data[at]! += scatter.data[at]!;
  for (let column = 0; column < dimension; column++) {
    betweenSums.data[column * (dimension + 1)]! += uncertainty[column]!;
    withinSums.data[column * (dimension + 1)]! += weightedUncertainty[column]!;
  }
  return {
    between: dense(
      dimension,
      dimension,
      betweenSums.data.map(sum => sum / speakers),
    ),
    within: dense(
      dimension,
      dimension,
      withinSums.data.map(sum => sum / utterances),
    ),
  };
}

/** Every speaker counts once, however many utterances are known. */
function meanOfMeans(means: Dense): Float64Array {
  const mean = new Float64Array(means.columns);
  for (let speaker = 0; speaker < means.rows; speaker++) {
    rowOf(means, speaker).forEach((value, column) => {
      mean[column]! += value / means.rows;
    });
  }
  return mean;
}
