import { UsageError } from '../../core/errors';
import { unknownSplit, unknownTrialList } from '../../corpora/unknown-name';
import { isIVector, trainsNetwork } from './kinds';
import { buildNetwork, chosenCorpus } from './parts';
import type { VerificationRecipe } from './recipe';

/**
 * Holds a recipe's parts to one another, as far as that needs no file: its corpora have the splits and lists that it names, its network can be
 * built on its features, and LDA keeps no more values than its embeddings have. Throws a UsageError, so that hours of training cannot come before it.
 */
export function demandBuildable(recipe: VerificationRecipe): void {
  demandSets(recipe);
  const sizes = embeddingSizes(recipe);
  if (sizes.length > 0) demandRoomForLda(recipe, Math.min(...sizes));
}

function demandSets(recipe: VerificationRecipe): void {
  const { data, training } = recipe;
  for (const { corpus, split } of data.train ?? []) {
    const { name, splits } = chosenCorpus(recipe, corpus).corpus;
    if (!splits.includes(split)) unknownSplit(name, split, splits);
  }
  for (const { corpus, list } of [...data.trials, data.calibration, training?.validation].flatMap(set => set ?? [])) {
    const { name, trialLists } = chosenCorpus(recipe, corpus).corpus;
    if (!trialLists.includes(list)) unknownTrialList(name, list, trialLists);
  }
}

/** Of the trained network and its readings, or of i-vectors; none of a network of others, which only its file tells. */
function embeddingSizes(recipe: VerificationRecipe): number[] {
  if (isIVector(recipe)) return [recipe.model.options.dimension];
  if (!trainsNetwork(recipe)) return [];
  const chosen = [recipe.model, ...recipe.extraction.readings.map(({ model }) => model)];
  return chosen.map(model => buildNetwork({ ...recipe, model }).model.embedding);
}

/** How many values the LDA of each back-end keeps; undefined where it has none. */
export function ldaSizes({ backends }: Pick<VerificationRecipe, 'backends'>): (number | undefined)[] {
  return backends.map(({ type, options }) => {
    if (type === 'plda') return options.lda;
    return type === 'lda' ? options.dimension : undefined;
  });
}

function demandRoomForLda(recipe: VerificationRecipe, embedding: number): void {
  const place = ldaSizes(recipe).findIndex(kept => kept !== undefined && kept > embedding);
  if (place < 0) return;
  throw new UsageError({
    what: 'LDA cannot keep that many dimensions',
    where: `backends[${place}]`,
    expected: `at most ${embedding}, the length of the embedding`,
    found: String(ldaSizes(recipe)[place]),
  });
}
