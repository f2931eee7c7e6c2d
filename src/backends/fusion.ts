import { z } from 'zod';
import { UsageError } from '../core/errors';
import { buildChoice, choice } from '../recipe/choice';
import type { Backend, BackendComponent, PairedSets, Scorer } from './backend';
import { regressionOptions } from './calibrations';
import { applyRatio, type Column, fitLogistic, type LinearRatio } from './logistic-regression';
import { pairwise } from './pairwise';
import { refined, refinementOptions } from './refinements';
import { singleBackends } from './single-backends';
import { demandDevelopment } from './with-calibration';
import { zMeanRatio } from './z-mean';

const options = z.strictObject({
  of: z.array(choice(singleBackends, 'back-end')).min(2).describe('back-ends whose scores are joined'),
  weights: z
    .union([z.enum(['logistic', 'z-mean']), z.array(z.number()).min(2)])
    .default('logistic')
    .describe('logistic or z-mean, both fitted on data.calibration, or a number for each back-end'),
  ...regressionOptions,
  calibration: refinementOptions.calibration,
  name: refinementOptions.name,
});

export const fusion: BackendComponent<typeof options> = {
  summary: 'A weighted sum of the scores of several back-ends',
  source:
    'Brümmer et al. 2007, Fusion of heterogeneous speaker recognition systems in the STBU submission; scikit-learn',
  options,
  build({ of, weights, calibration, name, prior, ridge }) {
    const parts = of.map(chosen => buildChoice(singleBackends, chosen));
    if (typeof weights !== 'string' && weights.length !== parts.length) {
      throw new UsageError({
        what: 'a fusion needs a weight for each back-end',
        where: 'backends.fusion.weights',
        expected: String(parts.length),
        found: String(weights.length),
      });
    }
    const label = `fusion(${parts.map(part => part.label).join(', ')}${weights === 'logistic' ? '' : `; ${weights}`})`;
    const columnsOf = (scorers: readonly Scorer[], { enroll, test, pairs }: PairedSets): Column[] =>
      scorers.map((scorer, place) => ({
        name: parts[place]!.label,
        values: scorer.scoreTrials(enroll, test, pairs),
      }));
    const plain: Backend = {
      label,
      needsTraining: parts.some(({ needsTraining }) => needsTraining),
      needsDevelopment: typeof weights === 'string' || parts.some(({ needsDevelopment }) => needsDevelopment),
      fit(vectors, speakers, development) {
        const scorers = parts.map(part => part.fit(vectors, speakers, development));
        const ratioOf = (): LinearRatio => {
          if (typeof weights !== 'string') return { weights: Float64Array.from(weights), offset: 0 };
          const known = demandDevelopment(label, development);
          const columns = columnsOf(scorers, known);
          return weights === 'z-mean' ? zMeanRatio(columns) : fitLogistic(columns, known.targets, { prior, ridge });
        };
        const ratio = ratioOf();
        return pairwise(sets => applyRatio(ratio, columnsOf(scorers, sets)));
      },
    };
    return refined(plain, { calibration, name });
  },
};
