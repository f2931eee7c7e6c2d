import type { Dense } from '../algebra/dense';
import type { VectorSet } from '../core/vectors';
import { type Affine, applyAffine, meanOf } from './affine';
import type { EnrolledSet, Scorer } from './backend';
import { estimateLda } from './lda';
import { scaleRows } from './pair-scores';
import { estimatePlda, type PldaModel } from './plda-model';
import { type PldaLengthNorm, pldaScorer } from './plda-scorer';
import { speakerStatistics } from './speaker-statistics';

/** Kaldi's chain (egs/voxceleb/v2/run.sh, stages 10 and 11): centring or LDA, each vector to length √dimension, PLDA. */
export interface PldaChain {
  readonly projection: Affine;
  /** Of what the projection makes. */
  readonly model: PldaModel;
}

/** Learns the chain from embeddings, one speaker name a row; without `lda` the projection takes the mean off. */
export function estimatePldaChain(
  vectors: VectorSet,
  speakers: readonly string[],
  { lda, iterations }: { readonly lda?: number | undefined; readonly iterations: number },
): PldaChain {
  const projection = lda === undefined ? { mean: meanOf(vectors) } : estimateLda(vectors, speakers, lda);
  const model = estimatePlda(speakerStatistics(projected(projection, vectors), speakers), iterations);
  return { projection, model };
}

/** Scores by the chain; where both sides are one set, it is projected once. */
export function pldaChainScorer({ projection, model }: PldaChain, lengthNorm: PldaLengthNorm): Scorer {
  const scorer = pldaScorer(model, lengthNorm);
  const both = (enroll: EnrolledSet, test: VectorSet): [EnrolledSet, VectorSet] => {
    const left = projected(projection, enroll);
    const right = test === enroll ? left : projected(projection, test);
    return [enroll.counts === undefined ? left : { ...left, counts: enroll.counts }, right];
  };
  return {
    scoreTrials: (enroll, test, pairs) => scorer.scoreTrials(...both(enroll, test), pairs),
    scoreAll: (enroll, test) => scorer.scoreAll(...both(enroll, test)),
    factors: (enroll, test) => scorer.factors?.(...both(enroll, test)),
  };
}

function projected(projection: Affine, vectors: VectorSet): Dense {
  const mapped = applyAffine(projection, vectors);
  return scaleRows(mapped, Math.sqrt(mapped.columns));
}
