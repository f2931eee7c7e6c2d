import type { z } from 'zod';
import { holdAgainst } from './complaint';
import type { ComposedRecipe } from './compose';
import { nearestEntry, pathText, plainValue, type RecipeNode, writtenPath } from './node';
import type { Origin } from './origin';
import type { Problem } from './problem';

/**
 * What a schema has against the profiles that were not chosen: complaints of what is written in them, and of nothing else.
 * A value that stands for an environment variable is left alone, since it is not known here.
 */
export function unusedProblems({ unused }: ComposedRecipe, schema: z.ZodType): Problem[] {
  return unused.flatMap(({ profile, root }) => {
    const own = new Set<Origin>();
    collectOrigins(profile, own);
    return (holdAgainst(schema, plainValue(root)).complaints ?? []).flatMap(({ path: complained, atKey, text }) => {
      const path = writtenPath(root, complained);
      const entry = nearestEntry(root, path);
      if (!atKey && holdsVariable(entry.node)) return [];
      const origin = atKey ? entry.key : entry.node.origin;
      return own.has(origin) ? [{ origin, path: pathText(path), text }] : [];
    });
  });
}

function collectOrigins(node: RecipeNode, into: Set<Origin>): void {
  into.add(node.origin);
  if (node.kind === 'list') for (const item of node.items) collectOrigins(item, into);
  if (node.kind !== 'map') return;
  for (const { key, node: below } of node.entries.values()) {
    into.add(key);
    collectOrigins(below, into);
  }
}

function holdsVariable(node: RecipeNode): boolean {
  return node.kind === 'scalar' && typeof node.value === 'string' && node.value.includes('${');
}
