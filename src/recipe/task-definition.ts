import type { z } from 'zod';
import { nearestNames } from '../core/nearest-names';
import type { Registry } from '../core/registry';
import { holdRecipe } from './check';
import { alternatives, valueText } from './complaint';
import type { ComposedRecipe } from './compose';
import { type Problem, RecipeError, suggestion } from './problem';

/** What the recipe's `task:` names, as far as reading, checking and listing recipes is concerned. */
export interface TaskDefinition<Recipe = unknown> {
  /** One sentence for `svtk list`. */
  readonly summary: string;
  /** The whole recipe without `use` and `profiles`: a z.strictObject with `task: z.literal(…)`. */
  readonly recipe: z.ZodType<Recipe>;
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

function taskOf(composed: ComposedRecipe, tasks: Tasks): string | { readonly problems: readonly Problem[] } {
  const entry = composed.root.entries.get('task');
  const value = entry?.node.kind === 'scalar' ? entry.node.value : undefined;
  if (typeof value === 'string' && Object.hasOwn(tasks, value)) return value;
  if (entry === undefined && composed.incomplete) return { problems: [] };
  const names = Object.keys(tasks);
  const found = entry === undefined ? 'missing, ' : '';
  const near = typeof value === 'string' ? suggestion(nearestNames(value, names)) : '';
  const text = `${found}expected ${alternatives(names)}${found === '' ? `, found ${valueText(value ?? {})}` : ''}${near}`;
  return { problems: [{ origin: (entry?.node ?? composed.root).origin, path: 'task', text }] };
}
