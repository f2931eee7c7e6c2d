import { z } from 'zod';
import { dense, transposed } from '../algebra/dense';
import { eigenOf } from '../algebra/eigen';
import { gram, rowProducts } from '../algebra/products';
import { congruent } from '../algebra/symmetric';
import { UsageError } from '../core/errors';
import type { VectorSet } from '../core/vectors';
import { type Affine, applyAffine, meanOf } from './affine';
import type { BackendComponent } from './backend';
import { cosineScorer } from './cosine';
import { refined, refinementOptions } from './refinements';
import { type SpeakerStatistics, speakerStatistics } from './speaker-statistics';

/** Smallest within-speaker variance, as a share of the largest; Kaldi's --covariance-floor. */
const COVARIANCE_FLOOR = 1e-6;

/**
 * The directions in which speakers differ most, compared with how far one speaker's utterances lie apart; after it the
 * within-speaker covariance is the identity and the mean of all training rows is 0. [rows, in] → [rows, dimension].
 * Follows kaldi src/ivectorbin/ivector-compute-lda.cc with --total-covariance-factor=0.
 */
export function estimateLda(vectors: VectorSet, speakers: readonly string[], dimension: number): Affine {
  const statistics = speakerStatistics(vectors, speakers);
  const most = Math.min(statistics.dimension, statistics.counts.length - 1);
  if (dimension > most) {
    throw new UsageError({
      what: 'LDA cannot keep that many dimensions',
      where: 'lda',
      expected: `at most ${most}: ${statistics.dimension} dimensions, ${statistics.counts.length} training speakers less one`,
      found: String(dimension),
    });
  }
  const mean = meanOf(vectors);
  const { values, vectors: axes } = eigenOf(scaled(statistics.scatter.data, statistics));
  const floor = COVARIANCE_FLOOR * values[0]!;
  const whiten = dense(axes.rows, axes.columns);
  for (let row = 0, at = 0; row < axes.rows; row++) {
    const scale = 1 / Math.sqrt(Math.max(values[row]!, floor));
    for (let column = 0; column < axes.columns; column++, at++) whiten.data[at] = axes.data[at]! * scale;
  }
  const between = eigenOf(congruent(whiten, betweenCovariance(statistics, mean)));
  const kept = dense(dimension, axes.columns, between.vectors.data.subarray(0, dimension * axes.columns));
  return { mean, matrix: rowProducts(kept, transposed(whiten)) };
}

/** Covariance of the speaker means, each as often as the speaker has utterances. */
function betweenCovariance(statistics: SpeakerStatistics, mean: Float64Array) {
  const offsets = applyAffine({ mean }, statistics.means);
  for (let at = 0; at < offsets.data.length; at++) {
    offsets.data[at]! *= Math.sqrt(statistics.counts[Math.floor(at / statistics.dimension)]!);
  }
  return scaled(gram(offsets).data, statistics);
}

function scaled(sums: Float64Array, { utterances, dimension }: SpeakerStatistics) {
  return dense(
    dimension,
    dimension,
    sums.map(sum => sum / utterances),
  );
}

const options = z.strictObject({
  dimension: z.int().positive().default(200).describe('dimensions kept; fewer than the training speakers'),
  ...refinementOptions,
});

export const lda: BackendComponent<typeof options> = {
  summary: 'Cosine after linear discriminant analysis of the training embeddings',
  source: 'kaldi-asr/kaldi@f400766 src/ivectorbin/ivector-compute-lda.cc, total-covariance-factor 0',
  options,
  build: ({ dimension, ...refinements }) =>
    refined(
      {
        label: `LDA ${dimension} + cosine`,
        needsTraining: true,
        needsDevelopment: false,
        fit: (vectors, speakers) => cosineScorer(estimateLda(vectors, speakers, dimension)),
      },
      refinements,
    ),
};
