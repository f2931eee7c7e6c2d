import { partsOf } from '../../augment/folders';
import type { Corpus } from '../../corpora/corpus';
import { trainsNetwork } from './kinds';
import { augmentationsOf, chosenAugmentations, chosenCorpus, soundCorpus } from './parts';
import type { VerificationRecipe } from './recipe';

/** A corpus of a recipe, and the split or trial list that the recipe takes of it. */
export interface CorpusUse {
  readonly corpus: Corpus;
  readonly use: string;
}

/** Everything that a recipe reads of corpora: training, trials, validation and sounds. */
export function corpusUses(recipe: VerificationRecipe): CorpusUse[] {
  const { data, training } = recipe;
  const lists = [...data.trials, ...(training?.validation === undefined ? [] : [training.validation])];
  return [
    ...(data.train ?? []).map(({ corpus, split }) => ({ corpus: chosenCorpus(recipe, corpus).corpus, use: split })),
    ...lists.map(({ corpus, list }) => ({ corpus: chosenCorpus(recipe, corpus).corpus, use: list })),
    ...partsOf([
      ...(trainsNetwork(recipe) ? augmentationsOf(recipe) : []),
      ...chosenAugmentations(data.copies?.augment ?? []),
    ]).map(({ corpus, part }) => ({
      corpus: soundCorpus(recipe)(corpus),
      use: part,
    })),
  ];
}
