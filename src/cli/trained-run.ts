import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataError } from '../core/errors';
import { checkRecipe } from '../recipe/check';
import { composeRecipes } from '../recipe/compose';
import { type NetworkRecipe, trainsNetwork } from '../tasks/verification/kinds';
import { verificationRecipe } from '../tasks/verification/recipe';

/** A run that has a network, and the recipe that it was made by. */
export interface TrainedRun {
  readonly recipe: NetworkRecipe;
  /** The network's file. */
  readonly network: string;
}

/** The run of a directory, or of a network file in one. Throws DataError where there is none. */
export function trainedRun(given: string): TrainedRun {
  const isFile = existsSync(given) && statSync(given).isFile();
  const network = isFile ? given : join(given, 'network.safetensors');
  const folders = isFile ? [dirname(given), dirname(dirname(given))] : [given];
  const recipes = folders.map(folder => join(folder, 'recipe.resolved.yaml'));
  const recipeFile = recipes.find(file => existsSync(file));
  const missing = recipeFile === undefined ? recipes[0] : existsSync(network) ? undefined : network;
  if (recipeFile === undefined || missing !== undefined) {
    throw new DataError({
      ...(missing === undefined ? {} : { where: missing }),
      what: 'no trained run',
      remedy: 'give the directory of a run: svtk runs lists them',
    });
  }
  const [composed] = composeRecipes(recipeFile);
  if (composed === undefined) throw new DataError({ where: recipeFile, what: 'no recipe' });
  const recipe = checkRecipe(composed, verificationRecipe);
  if (!trainsNetwork(recipe)) throw new DataError({ where: recipeFile, what: 'a run without a network' });
  return { recipe, network };
}
