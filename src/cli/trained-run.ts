import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataError } from '../core/errors';
import { checkRecipe } from '../recipe/check';
import { composeRecipes } from '../recipe/compose';
import { foreignNetworkFile } from '../stages/embed-foreign';
import { type ForeignRecipe, isForeign, type NetworkRecipe, trainsNetwork } from '../tasks/verification/kinds';
import { verificationRecipe } from '../tasks/verification/recipe';

/** A run that has a network, the network's file, and the recipe that it was made by. */
export type RunWithNetwork =
  | { readonly kind: 'trained'; readonly recipe: NetworkRecipe; readonly network: string }
  | { readonly kind: 'foreign'; readonly recipe: ForeignRecipe; readonly network: string };

/** The run of a directory, or of a network file in one. Throws DataError where there is none, or it has no network. */
export function runWithNetwork(given: string): RunWithNetwork {
  const isFile = existsSync(given) && statSync(given).isFile();
  const folders = isFile ? [dirname(given), dirname(dirname(given))] : [given];
  const recipes = folders.map(folder => join(folder, 'recipe.resolved.yaml'));
  const recipeFile = recipes.find(file => existsSync(file));
  if (recipeFile === undefined) throw noRun(recipes[0] ?? given);
  const [composed] = composeRecipes(recipeFile);
  if (composed === undefined) throw new DataError({ where: recipeFile, what: 'no recipe' });
  const recipe = checkRecipe(composed, verificationRecipe);
  const network = isFile ? given : join(given, isForeign(recipe) ? foreignNetworkFile : 'network.safetensors');
  const run = isForeign(recipe)
    ? ({ kind: 'foreign', recipe, network } as const)
    : trainsNetwork(recipe)
      ? ({ kind: 'trained', recipe, network } as const)
      : undefined;
  if (run === undefined) throw new DataError({ where: recipeFile, what: 'a run without a network' });
  if (!existsSync(network)) throw noRun(network);
  return run;
}

function noRun(where: string): DataError {
  return new DataError({ where, what: 'no trained run', remedy: 'give the directory of a run: svtk runs lists them' });
}
