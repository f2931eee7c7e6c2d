import { z } from 'zod';
import { copyOf, type Dense } from '../algebra/dense';
import { rowProducts } from '../algebra/products';
import { DataError } from '../core/errors';
import type { VectorSet } from '../core/vectors';
import { type Affine, applyAffine, meanOf } from './affine';
import type { BackendComponent, Scorer } from './backend';
import { pairProducts, scaleRows } from './pair-scores';
import { refined, refinementOptions } from './refinements';

/** The cosine of the angle between two embeddings, −1 to 1, after the affine map where one is given. */
export function cosineScorer(map?: Affine): Scorer {
  const directions = (vectors: VectorSet): Dense =>
    scaleRows(map === undefined ? copyOf(vectors) : applyAffine(map, vectors));
  const both = (enroll: VectorSet, test: VectorSet): [Dense, Dense] => {
    if (enroll.columns !== test.columns) {
      throw new DataError({
        what: 'enrollment and test embeddings differ in size',
        expected: `${enroll.columns} dimensions`,
        found: String(test.columns),
      });
    }
    const left = directions(enroll);
    return [left, test === enroll ? left : directions(test)];
  };
  return {
    scoreTrials: (enroll, test, pairs) => pairProducts(...both(enroll, test), pairs),
    scoreAll: (enroll, test) => rowProducts(...both(enroll, test)).data,
    factors(enroll, test) {
      const [left, right] = both(enroll, test);
      return { left, right };
    },
  };
}

const options = z.strictObject({
  centre: z.boolean().default(false).describe('subtract the mean of the training embeddings first'),
  ...refinementOptions,
});

export const cosine: BackendComponent<typeof options> = {
  summary: 'Cosine of the angle between the embeddings; several enrollment utterances by the mean of theirs',
  source: 'wenet-e2e/wespeaker@dfa7419 wespeaker/bin/score.py (cal_mean = centre)',
  options,
  build: ({ centre, ...refinements }) =>
    refined(
      {
        label: centre ? 'centred cosine' : 'cosine',
        needsTraining: centre,
        needsDevelopment: false,
        fit: vectors => cosineScorer(centre ? { mean: meanOf(vectors) } : undefined),
      },
      refinements,
    ),
};
