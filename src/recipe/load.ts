import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../core/errors';
import { nearestNames } from '../core/nearest-names';
import { type ComposedRecipe, type ComposeOptions, composeRecipes } from './compose';

/**
 * Loads a recipe file for a command: one composed recipe for each sweep point, at least one.
 * A file that does not exist is a UsageError; anything wrong inside is kept for `checkRecipe`, which shows all of it at once.
 */
export function loadRecipes(path: string, options: ComposeOptions = {}): ComposedRecipe[] {
  if (!existsSync(path)) {
    const near = nearRecipes(path);
    throw new UsageError({
      what: 'no such recipe',
      where: path,
      remedy: near.length === 0 ? 'give the path of a .yaml file' : `did you mean ${near.join(' or ')}?`,
    });
  }
  return composeRecipes(path, options);
}

function nearRecipes(path: string): string[] {
  try {
    const names = readdirSync(dirname(resolve(path))).filter(name => /\.ya?ml$/.test(name));
    // `svtk run quickstart` for quickstart.yaml.
    const known = names.filter(name => name.startsWith(`${basename(path)}.`));
    return (known.length > 0 ? known : nearestNames(basename(path), names)).map(name => join(dirname(path), name));
  } catch {
    return [];
  }
}
