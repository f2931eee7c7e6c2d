import { existsSync } from 'node:fs';
import { isAbsolute, join, sep } from 'node:path';
import type { Argv } from 'yargs';
import { UsageError } from '../core/errors';
import { packageRoot } from '../core/package-root';
import type { ComposedRecipe } from '../recipe/compose';
import type { TaskDefinition } from '../recipe/task-definition';

/** What the user typed after a command that works on recipes. */
export interface RecipeArguments {
  readonly recipes: readonly string[];
  /** `key.path=value`. */
  readonly overrides: readonly string[];
  readonly profile: string | undefined;
}

/** The options of every command with `<recipe..>` in its usage. */
export function recipeOptions<T>(yargs: Argv<T>): Argv<T> {
  return yargs
    .positional('recipe', {
      describe: 'recipe files, and key.path=value to change them; a comma makes a sweep',
      type: 'string',
      array: true,
    })
    .option('profile', { describe: 'the profile of the recipe to lay over it', type: 'string', requiresArg: true });
}

/** Tells recipe files from `key.path=value`; a file with = in its name is given as ./name. */
export function recipeArguments(argv: Readonly<Record<string, unknown>>): RecipeArguments {
  const words = [argv['recipe']]
    .flat()
    .filter(word => word !== undefined)
    .map(String);
  const isOverride = (word: string): boolean => {
    const key = word.slice(0, Math.max(word.indexOf('='), 0));
    return key !== '' && !/[/\\]/.test(key);
  };
  const profile = argv['profile'];
  return {
    recipes: words.filter(word => !isOverride(word)),
    overrides: words.filter(isOverride),
    profile: profile === undefined ? undefined : String(profile),
  };
}

/** Every recipe that the command line means, sweeps spread out, not yet checked. At least one. */
export async function composedRecipes({ recipes, overrides, profile }: RecipeArguments): Promise<ComposedRecipe[]> {
  if (recipes.length === 0) {
    throw new UsageError({ what: 'no recipe', expected: 'RECIPE.yaml [key.path=value …]', found: overrides.join(' ') });
  }
  const [{ loadRecipes }, { tasks }] = [await import('../recipe/load'), await import('../tasks')];
  const known = new Map<unknown, TaskDefinition>(Object.entries(tasks));
  const options = { overrides, profile, ownKeys: (task: unknown) => known.get(task)?.ownKeys };
  return recipes.flatMap(path => loadRecipes(shippedRecipe(path) ?? path, options));
}

/** The recipe of svtk's own that a path without a file here means, said aloud: `recipes/quickstart.yaml`, or `quickstart`. */
function shippedRecipe(path: string): string | undefined {
  if (existsSync(path) || isAbsolute(path)) return undefined;
  const home = join(packageRoot, 'recipes');
  const places = [join(packageRoot, path), join(home, path)].flatMap(place => [place, `${place}.yaml`]);
  const found = places.find(place => place.startsWith(home + sep) && /\.ya?ml$/.test(place) && existsSync(place));
  if (found !== undefined) process.stderr.write(`no ${path} here: taking the one that comes with svtk, ${found}\n`);
  return found;
}

/** The one recipe of a command that takes neither several nor a sweep. */
export async function oneComposedRecipe(given: RecipeArguments): Promise<ComposedRecipe> {
  const composed = await composedRecipes(given);
  const [recipe] = composed;
  if (recipe === undefined || composed.length > 1) {
    const found =
      given.recipes.length > 1 ? `${given.recipes.length} recipes` : `a sweep over ${composed.length} values`;
    throw new UsageError({ what: 'too many recipes', expected: 'one', found });
  }
  return recipe;
}
