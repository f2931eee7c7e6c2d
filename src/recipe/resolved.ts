import { dump } from 'js-yaml';
import { z } from 'zod';
import type { CheckedRecipe } from './task-definition';

/** A checked recipe as it could have been written in one file: parts, profile and overrides in, every default filled in. */
export function resolvedRecipe({ definition, recipe }: CheckedRecipe): unknown {
  return definedOnly(z.encode(definition.recipe, recipe));
}

/** A resolved recipe as YAML that checks to the same values. */
export function recipeYaml(resolved: unknown): string {
  return dump(escapedVariables(resolved), { lineWidth: 120, noRefs: true });
}

/** Optional keys that were left out stay out. */
function definedOnly(value: unknown): unknown {
  return mapped(value, leaf => leaf);
}

/** What looks like a variable now was `$${NAME}` in the recipe. */
function escapedVariables(value: unknown): unknown {
  return mapped(value, leaf => (typeof leaf === 'string' ? leaf.split('${').join('$${') : leaf));
}

function mapped(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(item => mapped(item, change));
  if (typeof value !== 'object' || value === null) return change(value);
  const entries = Object.entries(value).filter(([, below]) => below !== undefined);
  return Object.fromEntries(entries.map(([key, below]) => [key, mapped(below, change)]));
}
