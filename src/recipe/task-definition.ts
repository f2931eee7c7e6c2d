import type { z } from 'zod';
import { nearestNames } from '../core/nearest-names';
import type { Registry } from '../core/registry';
import { holdRecipe } from './check';
import type { ComposedRecipe } from './compose';
import { type Problem, RecipeError } from './problem';
import { alternatives, unknownKey, wrongly } from './wording';

/** What the recipe's `task:` names, as far as reading, checking and listing recipes is concerned. */
export interface TaskDefinition<Recipe = unknown> {
  /** One sentence for `svtk list`. */
  readonly summary: string;
  /** The whole recipe without `use` and `profiles`: a z.strictObject with `task: z.literal(…)`. */
  readonly recipe: z.ZodType<Recipe>;
  /** For recipes that name other recipes: the keys that overrides change in them; those of other keys go to the recipes that they name. */
  readonly ownKeys?: readonly string[];
  /** The shelves that its recipes choose from, by the name that `svtk list` shows: losses, models, … */
  readonly shelves: Readonly<Record<string, Registry>>;
}

export type Tasks = Readonly<Record<string, TaskDefinition>>;

/** A recipe that has passed the schema of its task. */
export interface CheckedRecipe {
  readonly composed: ComposedRecipe;
  readonly task: string;
  readonly definition: TaskDefinition;
  readonly recipe: unknown;
}

/** Checks recipes by the schemas of the tasks they name; throws one RecipeError with the problems of all of them. */
export function checkRecipes(recipes: readonly ComposedRecipe[], tasks: Tasks): CheckedRecipe[] {
  const { checked, problems } = holdRecipes(recipes, tasks);
  if (problems.length > 0) throw new RecipeError(problems);
  return checked;
}

/** As {@link checkRecipes}, but gives back the good recipes and the problems of the others. */
export function holdRecipes(
  recipes: readonly ComposedRecipe[],
  tasks: Tasks,
): { readonly checked: CheckedRecipe[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const checked = recipes.flatMap(composed => {
    const task = taskOf(composed, tasks);
    if (typeof task !== 'string') {
      problems.push(...composed.problems, ...task.problems);
      return [];
    }
    const definition = tasks[task]!;
    const result = holdRecipe(composed, definition.recipe);
    if ('recipe' in result) return [{ composed, task, definition, recipe: result.recipe }];
    problems.push(...result.problems);
    return [];
  });
  return { checked, problems };
}

/** The task whose schema fits best; a name that is wrong but near is left for that schema to complain of, with all else. */
function taskOf(composed: ComposedRecipe, tasks: Tasks): string | { readonly problems: readonly Problem[] } {
  const { entries } = composed.root;
  const key = entries.has('task') ? 'task' : nearestNames('task', [...entries.keys()])[0];
  const entry = key === undefined ? undefined : entries.get(key);
  const value = entry?.node.kind === 'scalar' ? entry.node.value : undefined;
  const names = Object.keys(tasks);
  const [guess, ...others] = typeof value === 'string' ? nearestNames(value, names) : [];
  if (typeof value === 'string' && Object.hasOwn(tasks, value)) return value;
  if (guess !== undefined && others.length === 0) return guess;
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  if (entry === undefined && composed.incomplete) return { problems: [] };
  const [slip] = entry === undefined ? nearestNames('use', [...entries.keys()]) : [];
  if (slip !== undefined && slip !== 'use') {
    // A file that is used may say it.
    const text = unknownKey(slip, ['use']);
    return { problems: [{ origin: entries.get(slip)?.key ?? composed.root.origin, path: slip, text }] };
  }
  const text = wrongly(alternatives(names), entry === undefined ? undefined : (value ?? {}), names);
  return { problems: [{ origin: (entry?.node ?? composed.root).origin, path: 'task', text }] };
}
