import type { z } from 'zod';
import { nearestNames } from '../core/nearest-names';
import { type Complaint, holdAgainst } from './complaint';
import type { ComposedRecipe } from './compose';
import { entryAt, nearestEntry, type Path, pathText, plainValue, writtenPath } from './node';
import { type Problem, RecipeError } from './problem';
import { unusedProblems } from './unused-profiles';

/**
 * The recipe's values, checked and typed by the schema, with its defaults filled in, frozen to the last list.
 * Throws one {@link RecipeError} with everything that is wrong, from the reading of the files to the schema.
 */
export function checkRecipe<T>(composed: ComposedRecipe, schema: z.ZodType<T>): T {
  const result = holdRecipe(composed, schema);
  if ('problems' in result) throw new RecipeError(result.problems);
  return result.recipe;
}

/** As {@link checkRecipe}, but gives the problems back, so that those of several recipes can be shown together. */
export function holdRecipe<T>(
  composed: ComposedRecipe,
  schema: z.ZodType<T>,
): { readonly recipe: T } | { readonly problems: readonly Problem[] } {
  const held = holdAgainst(schema, plainValue(composed.root), readingKeys);
  const unused = held.complaints === undefined ? unusedProblems(composed, schema) : [];
  if (held.complaints === undefined && composed.problems.length + unused.length === 0)
    return { recipe: deepFrozen(held.value) };
  const problems = [...composed.problems, ...unused];
  for (const { path: complained, atKey, text } of held.complaints ?? []) {
    const path = writtenPath(composed.root, complained);
    const entry = entryAt(composed.root, path);
    // Follow-on faults of a problem that is listed already.
    if (entry === undefined && (composed.incomplete || isMisspelled(complained, held.complaints ?? []))) continue;
    if (path.some((_, index) => composed.broken.has(pathText(path.slice(0, index + 1))))) continue;
    const { key, node } = entry ?? nearestEntry(composed.root, path);
    problems.push({ origin: atKey ? key : node.origin, path: pathText(path), text });
  }
  return { problems };
}

/** Keys of a recipe file that are gone when it is held against a schema. */
const readingKeys: readonly string[] = ['use', 'profiles'];

/** Whether a key that is missing has an unknown neighbour that was probably meant to be it. */
function isMisspelled(missing: Path, complaints: readonly Complaint[]): boolean {
  const parent = pathText(missing.slice(0, -1));
  return complaints.some(
    ({ path, atKey }) =>
      atKey &&
      pathText(path.slice(0, -1)) === parent &&
      nearestNames(String(path.at(-1)), [String(missing.at(-1))]).length > 0,
  );
}

/** Freezes plain objects and lists, all the way down. */
function deepFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  const prototype = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value;
  Object.freeze(value);
  for (const below of Object.values(value)) deepFrozen(below);
  return value;
}
