import type { StageMaking } from '../../pipeline/stage';
import { withCopies } from '../../stages/copies';
import type { PrepareOptions } from '../../stages/decoding';
import { prepareSounds } from '../../stages/prepare-sounds';
import { chosenAugmentations, soundCorpus } from './parts';
import type { VerificationRecipe } from './recipe';

/** The training set with the copies that the recipe asks for, or as it is. */
export function trainingCopies(
  recipe: VerificationRecipe,
  set: StageMaking<'shards'>,
  options: PrepareOptions,
): StageMaking<'shards'> {
  const { copies, root } = recipe.data;
  if (copies === undefined) return set;
  const augment = chosenAugmentations(copies.augment);
  const sounds = prepareSounds(augment, root, options, soundCorpus(recipe), 'prepare.copies-sounds');
  return withCopies({ share: copies.share, augment, seed: recipe.seed }, set.made.shards, sounds?.made.sounds);
}
