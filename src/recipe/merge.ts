import { type Entry, type MapNode, mapNode, type RecipeNode } from './node';

/**
 * Lays one tree over another; neither is changed.
 *
 * - Map over map: key by key; a key of both is laid over in its turn.
 * - `{type: y, …}` over `{type: x, …}`: the new map alone, so that no option of x is left behind for y.
 * - A name over or under a map with options is short for `{type: name}`.
 * - A map of item numbers over a list (`backends.1.lda=100`) changes those items.
 * - Anything else, lists too, takes the place of what was there.
 *
 * Associative for maps without `type`; where `type` changes, what was laid under it is gone, so layers are laid from the first to the last.
 */
export function overlay(base: RecipeNode, over: RecipeNode): RecipeNode {
  return lay(base, over, 'drop');
}

/** As {@link overlay}, but options stay when `type` changes: what was typed on the command line belongs together in any order. */
export function unite(base: RecipeNode, over: RecipeNode): RecipeNode {
  return lay(base, over, 'keep');
}

function lay(base: RecipeNode, over: RecipeNode, stale: 'drop' | 'keep'): RecipeNode {
  const replaced = (): RecipeNode => Object.freeze({ ...over, replaced: base });
  if (over.kind === 'map') {
    if (base.kind === 'list') return laidOverItems(base, over, stale) ?? replaced();
    const under = base.kind === 'map' ? base : over.entries.has('type') ? undefined : asChoice(base);
    if (under === undefined || (stale === 'drop' && typeChanges(under, over))) return replaced();
    return laidOverMap(under, over, stale);
  }
  if (base.kind === 'map' && base.entries.has('type')) {
    const choice = asChoice(over);
    if (choice !== undefined) return lay(base, choice, stale);
  }
  return replaced();
}

function laidOverMap(base: MapNode, over: MapNode, stale: 'drop' | 'keep'): MapNode {
  const entries = new Map<string, Entry>(base.entries);
  for (const [key, entry] of over.entries) {
    const below = base.entries.get(key);
    entries.set(key, below === undefined ? entry : { key: entry.key, node: lay(below.node, entry.node, stale) });
  }
  // What an argument changes still lies where the file put it: that is where a missing key is to be added.
  return mapNode(entries, over.origin.kind === 'argument' ? base.origin : over.origin);
}

function laidOverItems(
  base: RecipeNode & { kind: 'list' },
  over: MapNode,
  stale: 'drop' | 'keep',
): RecipeNode | undefined {
  const known = new Set(base.items.map((_, index) => String(index)));
  if (over.entries.size === 0 || ![...over.entries.keys()].every(key => known.has(key))) return undefined;
  const items = base.items.map((item, index) => {
    const entry = over.entries.get(String(index));
    return entry === undefined ? item : lay(item, entry.node, stale);
  });
  return Object.freeze({ ...base, items: Object.freeze(items) });
}

function typeChanges(base: MapNode, over: MapNode): boolean {
  const before = base.entries.get('type')?.node;
  const after = over.entries.get('type')?.node;
  if (before?.kind !== 'scalar' || after?.kind !== 'scalar') return false;
  return before.value !== after.value;
}

/** Names of registries look like this; `2 s` or `/corpora` do not. */
const registryName = /^[a-z][a-z0-9-]{0,63}$/;

function asChoice(node: RecipeNode): MapNode | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || !registryName.test(node.value)) return undefined;
  return mapNode(new Map([['type', { key: node.origin, node }]]), node.origin);
}
