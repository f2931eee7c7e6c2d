import { z } from 'zod';
import type { Dense } from '../algebra/dense';
import type { VectorSet } from '../core/vectors';
import { applyAffine, meanOf } from './affine';
import type { BackendComponent, EnrolledSet, Scorer } from './backend';
import { estimateLda } from './lda';
import { scaleRows } from './pair-scores';
import { estimatePlda } from './plda-model';
import { pldaScorer } from './plda-scorer';
import { refined, refinementOptions } from './refinements';
import { speakerStatistics } from './speaker-statistics';

const options = z.strictObject({
  lda: z.int().positive().optional().describe('dimensions kept by LDA before PLDA; absent: no LDA'),
  iterations: z.int().positive().default(10).describe('EM iterations; 10 as Kaldi, though the likelihood still rises'),
  length_norm: z
    .enum(['kaldi', 'simple', 'none'])
    .default('kaldi')
    .describe('length normalisation in PLDA space: by expected length, to sqrt(dimension), or none'),
  ...refinementOptions,
});

export const plda: BackendComponent<typeof options> = {
  summary: 'Centre, LDA where asked, length normalisation, then two-covariance PLDA; scores in nats',
  source: 'kaldi-asr/kaldi@f400766 egs/voxceleb/v2/run.sh stages 10 and 11, src/ivector/plda.cc',
  options,
  build: ({ lda, iterations, length_norm: lengthNorm, ...refinements }) =>
    refined(
      {
        label: lda === undefined ? 'PLDA' : `LDA ${lda} + PLDA`,
        needsTraining: true,
        needsDevelopment: false,
        fit(vectors, speakers) {
          const map = lda === undefined ? { mean: meanOf(vectors) } : estimateLda(vectors, speakers, lda);
          const project = (set: VectorSet): Dense => {
            const mapped = applyAffine(map, set);
            return scaleRows(mapped, Math.sqrt(mapped.columns));
          };
          const model = estimatePlda(speakerStatistics(project(vectors), speakers), iterations);
          return projected(pldaScorer(model, lengthNorm), project);
        },
      },
      refinements,
    ),
};

/** A scorer that maps both sides first, and once where they are the same set. */
function projected(scorer: Scorer, project: (set: VectorSet) => Dense): Scorer {
  const both = (enroll: EnrolledSet, test: VectorSet): [EnrolledSet, VectorSet] => {
    const left = project(enroll);
    const right = test === enroll ? left : project(test);
    return [enroll.counts === undefined ? left : { ...left, counts: enroll.counts }, right];
  };
  return {
    scoreTrials: (enroll, test, pairs) => scorer.scoreTrials(...both(enroll, test), pairs),
    scoreAll: (enroll, test) => scorer.scoreAll(...both(enroll, test)),
    factors: (enroll, test) => scorer.factors?.(...both(enroll, test)),
  };
}
