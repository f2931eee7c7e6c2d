import type { Origin } from './origin';

/** A recipe as a tree in which every value knows where it was written; all nodes are frozen, and edits make new ones. */
export type RecipeNode = ScalarNode | ListNode | MapNode;

export type Scalar = string | number | boolean | null;

interface Written {
  readonly origin: Origin;
  /** The value of an earlier layer that this one took the place of. */
  readonly replaced?: RecipeNode;
}

export interface ScalarNode extends Written {
  readonly kind: 'scalar';
  readonly value: Scalar;
  /** Written without quotes: then the text that `${NAME}` stands for may become a number or a boolean. */
  readonly plain: boolean;
}

export interface ListNode extends Written {
  readonly kind: 'list';
  readonly items: readonly RecipeNode[];
}

export interface Entry {
  /** Where the key is written; `node.origin` is where its value is. */
  readonly key: Origin;
  readonly node: RecipeNode;
}

/** A Map, not an object: no key, whatever its name, reaches a prototype. */
export interface MapNode extends Written {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
}

export type Path = readonly PropertyKey[];

/** `backends[1].lda`; the whole recipe is the empty text. */
export function pathText(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

/** The path as it is written: without the 0 that stands for the only item where no list was written (`oneOrMore`). */
export function writtenPath(root: RecipeNode, path: Path): Path {
  return path.filter((part, index) => part !== 0 || entryAt(root, path.slice(0, index))?.node.kind !== 'map');
}

/** What stands at a path, or undefined. List items are found by number, and by text that is a number. */
export function entryAt(root: RecipeNode, path: Path): Entry | undefined {
  let found: Entry = { key: root.origin, node: root };
  for (const part of path) {
    const next = part === 0 && found.node.kind === 'map' ? found : childOf(found.node, part);
    if (next === undefined) return undefined;
    found = next;
  }
  return found;
}

/** The nearest place to a path that exists: the path itself, else its parent, and so on up to the root. */
export function nearestEntry(root: RecipeNode, path: Path): Entry {
  for (let length = path.length; length > 0; length--) {
    const entry = entryAt(root, path.slice(0, length));
    if (entry !== undefined) return entry;
  }
  return { key: root.origin, node: root };
}

function childOf(node: RecipeNode, part: PropertyKey): Entry | undefined {
  if (node.kind === 'map') return node.entries.get(String(part));
  if (node.kind === 'scalar') return undefined;
  const item = node.items[Number(part)];
  return item === undefined ? undefined : { key: item.origin, node: item };
}

/** Plain JavaScript values of a tree; maps become objects without a prototype. */
export function plainValue(node: RecipeNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainValue);
  const value: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of node.entries) value[key] = plainValue(entry.node);
  return value;
}

/** A frozen map node. */
export function mapNode(entries: ReadonlyMap<string, Entry>, origin: Origin): MapNode {
  return Object.freeze({ kind: 'map', entries, origin });
}

/** The same map without some of its keys. */
export function without(map: MapNode, ...keys: readonly string[]): MapNode {
  return Object.freeze({ ...map, entries: new Map([...map.entries].filter(([key]) => !keys.includes(key))) });
}
