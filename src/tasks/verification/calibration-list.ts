import type { Backend } from '../../backends/backend';
import { UsageError } from '../../core/errors';
import { chosenCorpus } from './parts';
import type { NamedList } from './prepared-lists';
import type { VerificationRecipe } from './recipe';

/**
 * data.calibration, whose trials calibrations and fusions are fitted on; undefined where no back-end learns of it. Throws UsageError where it is missing, or is one of the lists that are scored: what is fitted on a list cannot be measured on it.
 */
export function calibrationList(recipe: VerificationRecipe, backends: readonly Backend[]): NamedList | undefined {
  const learner = backends.find(({ needsDevelopment }) => needsDevelopment);
  if (learner === undefined) return undefined;
  const { calibration, trials } = recipe.data;
  const where = 'data.calibration';
  if (calibration === undefined) {
    throw new UsageError({
      what: `${learner.label} needs development trials`,
      where,
      remedy: 'name a trial list of other speakers than those that are scored: { corpus: …, list: … }',
    });
  }
  const content = ({ corpus, list }: Pick<(typeof trials)[number], 'corpus' | 'list'>): string =>
    JSON.stringify([corpus, list]);
  if (trials.some(scored => content(scored) === content(calibration))) {
    throw new UsageError({
      what: 'the calibration list is also scored',
      where,
      expected: 'a list that data.trials does not have',
      found: calibration.list,
    });
  }
  return { name: 'calibration', chosen: chosenCorpus(recipe, calibration.corpus), list: calibration.list };
}
