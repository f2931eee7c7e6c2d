import { UsageError } from '../core/errors';
import { nearestNames } from '../core/nearest-names';
import { type Entry, entryAt, plainValue, type RecipeNode } from './node';
import { place } from './origin';
import { resolvedRecipe } from './resolved';
import type { CheckedRecipe } from './task-definition';
import { suggestion } from './wording';

/**
 * Where a value of a recipe comes from, with what it took the place of, one line each, the last word first.
 * `key` is `loss.margin` or `backends[1].lda`. @throws UsageError where the recipe has no such key.
 */
export function explainKey(checked: CheckedRecipe, key: string): string {
  const path = key.replaceAll('[', '.').replaceAll(']', '').split('.');
  const entry = entryAt(checked.composed.root, path);
  if (entry !== undefined) return [`${key} = ${shown(entry.node)}`, ...origins(entry)].join('\n');
  const resolved = resolvedRecipe(checked);
  const value = at(resolved, path);
  if (value === undefined) {
    const near = nearestNames(key, keysOf(resolved));
    throw new UsageError(`${checked.composed.path}: no key ${key} in this recipe${suggestion(near)}`);
  }
  const parent = entryAt(checked.composed.root, path.slice(0, -1));
  const where = parent === undefined ? '' : `, for what is said at ${place(parent.node.origin)}`;
  return `${key} = ${JSON.stringify(value)}\n  default${where}`;
}

function origins(entry: Entry): string[] {
  const lines = [`  ${place(entry.node.origin)}`];
  for (let node = entry.node.replaced; node !== undefined; node = node.replaced) {
    lines.push(`  in place of ${shown(node)}, ${place(node.origin)}`);
  }
  return lines;
}

function shown(node: RecipeNode): string {
  return JSON.stringify(plainValue(node));
}

function at(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = Object.getOwnPropertyDescriptor(found, part)?.value;
  }
  return found;
}

function keysOf(value: unknown, above = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => [`${above}${key}`, ...keysOf(below, `${above}${key}.`)]);
}
