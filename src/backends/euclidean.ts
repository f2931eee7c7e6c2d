import { z } from 'zod';
import { copyOf } from '../algebra/dense';
import { DataError } from '../core/errors';
import type { VectorSet } from '../core/vectors';
import type { BackendComponent, Scorer } from './backend';
import { scaleRows } from './pair-scores';
import { pairwise } from './pairwise';
import { refined, refinementOptions } from './refinements';

/** Minus the Euclidean distance of two embeddings, so that higher is nearer; trials × columns multiplications. */
export function euclideanScorer(unitLength: boolean): Scorer {
  const placesOf = (vectors: VectorSet): VectorSet => (unitLength ? scaleRows(copyOf(vectors)) : vectors);
  return pairwise(({ enroll, test, pairs }) => {
    if (enroll.columns !== test.columns) {
      throw new DataError({
        what: 'enrollment and test embeddings differ in size',
        expected: `${enroll.columns} dimensions`,
        found: String(test.columns),
      });
    }
    const left = placesOf(enroll);
    return distances(left, test === enroll ? left : placesOf(test), pairs).map(distance => -distance);
  });
}

function distances(left: VectorSet, right: VectorSet, pairs: Int32Array): Float64Array {
  const { columns } = left;
  const found = new Float64Array(pairs.length / 2);
  for (let trial = 0; trial < found.length; trial++) {
    let [x, y, squares] = [pairs[2 * trial]! * columns, pairs[2 * trial + 1]! * columns, 0];
    for (const end = x + columns; x < end; x++, y++) squares += (left.data[x]! - right.data[y]!) ** 2;
    found[trial] = Math.sqrt(squares);
  }
  return found;
}

const options = z.strictObject({
  unit_length: z
    .boolean()
    .default(false)
    .describe('scale embeddings to length 1 first, as the contrastive loss does by default'),
  ...refinementOptions,
});

export const euclidean: BackendComponent<typeof options> = {
  summary: 'Minus the Euclidean distance of the embeddings',
  source: 'Nagrani et al. 2017, VoxCeleb, section 4.2; a-nagrani/VGGVox demo_vggvox_verif.m',
  options,
  build: ({ unit_length: unitLength, ...refinements }) =>
    refined(
      {
        label: unitLength ? 'Euclidean, unit length' : 'Euclidean',
        needsTraining: false,
        needsDevelopment: false,
        fit: () => euclideanScorer(unitLength),
      },
      refinements,
    ),
};
