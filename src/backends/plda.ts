import { z } from 'zod';
import type { BackendComponent } from './backend';
import { estimatePldaChain, pldaChainScorer } from './plda-chain';
import { refined, refinementOptions } from './refinements';

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
        fit: (vectors, speakers) =>
          pldaChainScorer(estimatePldaChain(vectors, speakers, { lda, iterations }), lengthNorm),
      },
      refinements,
    ),
};
