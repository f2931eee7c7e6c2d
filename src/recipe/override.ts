import { unite } from './merge';
import { type Entry, type MapNode, mapNode, type RecipeNode } from './node';
import type { ArgumentOrigin, FileOrigin } from './origin';
import { parseYaml } from './parse';
import type { Problem } from './problem';

/** `key.path=value` of the command line, with each value of a sweep read as YAML. */
export interface Override {
  readonly keys: readonly string[];
  readonly origin: ArgumentOrigin;
  /** More than one is a sweep. */
  readonly values: readonly { readonly text: string; readonly node: RecipeNode }[];
}

/** One recipe out of a sweep: the values chosen, in the order of the arguments. */
export interface SweepPoint {
  /** `margin=0.2,seed=3`; empty without a sweep. */
  readonly name: string;
  /** One for each group of overrides, in their order. */
  readonly layers: readonly MapNode[];
}

const mostPoints = 1000;
const deepest = 20;

/**
 * Reads overrides; what cannot be read becomes a problem. Commas split a value unless quoted or bracketed. `writtenAt` says of those
 * that a file holds where.
 */
export function parseOverrides(
  overrides: readonly string[],
  writtenAt: ReadonlyMap<string, FileOrigin> = new Map(),
): { overrides: Override[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const read: Override[] = [];
  for (const argument of overrides) {
    const place = writtenAt.get(argument);
    const origin: ArgumentOrigin = Object.freeze({
      kind: 'argument',
      argument,
      ...(place === undefined ? {} : { writtenAt: place }),
    });
    const equals = argument.indexOf('=');
    const keys = argument.slice(0, Math.max(equals, 0)).split('.');
    const refuse = (text: string): void => {
      problems.push({ origin, path: '', text });
    };
    if (equals === -1) refuse('expected key.path=value');
    else if (keys.length > deepest) refuse(`expected at most ${deepest} keys, found ${keys.length}`);
    else if (!keys.every(key => /^[A-Za-z0-9_-]{1,100}$/.test(key))) {
      refuse('expected a key of letters, digits, - and _, with dots between the levels');
    } else if (keys.some(key => ['__proto__', 'constructor', 'prototype'].includes(key))) {
      refuse('this name is refused as a key');
    } else {
      const values = [];
      for (const text of splitAtCommas(argument.slice(equals + 1))) {
        if (text === '') {
          refuse(`expected a value ${values.length === 0 ? 'after =' : 'after each comma'}; an empty text is ''`);
          break;
        }
        const parsed = parseYaml(text, origin);
        problems.push(...parsed.problems.map(problem => ({ ...problem, path: keys.join('.') })));
        if (parsed.root !== undefined) values.push({ text, node: parsed.root });
        else if (parsed.problems.length === 0) refuse("expected a value; an empty text is ''");
      }
      if (values.length > 0) read.push({ keys, origin, values });
    }
  }
  return { overrides: read, problems };
}

/** Every combination of the swept values, the last argument varying fastest; what a later group changes lies over an earlier one. */
export function sweepPoints(...groups: readonly (readonly Override[])[]): { points: SweepPoint[]; problem?: Problem } {
  const overrides = groups.flat();
  const swept = overrides.filter(({ values }) => values.length > 1);
  const count = swept.reduce((product, { values }) => product * values.length, 1);
  if (count > mostPoints) {
    const problem = {
      origin: swept[0]!.origin,
      path: '',
      text: `expected a sweep of at most ${mostPoints} recipes, found ${count}`,
    };
    return { points: [{ name: '', layers: [] }], problem };
  }
  const lasts = swept.map(({ keys }) => keys.at(-1)!);
  const label = (override: Override): string => {
    const last = override.keys.at(-1)!;
    return lasts.filter(other => other === last).length > 1 ? override.keys.join('.') : last;
  };
  const points = Array.from({ length: count }, (_, index) => {
    let rest = index;
    const chosen = new Map<Override, Override['values'][number]>();
    for (const override of swept.toReversed()) {
      chosen.set(override, override.values[rest % override.values.length]!);
      rest = Math.floor(rest / override.values.length);
    }
    const name = swept.map(override => `${label(override)}=${fileSafe(chosen.get(override)!.text)}`).join(',');
    const layers = groups.map(group =>
      united(
        group.map(override => {
          const { node } = chosen.get(override) ?? override.values[0]!;
          return { depth: override.keys.length, layer: atPath(override, node) };
        }),
      ),
    );
    return { name, layers: layers.flatMap(layer => layer ?? []) };
  });
  const names = new Set(points.map(({ name }) => name));
  if (names.size === points.length) return { points };
  return { points: points.map((point, index) => ({ ...point, name: `${point.name}-${index + 1}` })) };
}

/** `loss=softmax loss.scale=20` means the same in either order: the shorter path is laid first. */
function united(layers: readonly { depth: number; layer: MapNode }[]): MapNode | undefined {
  const [first, ...others] = layers.toSorted((a, b) => a.depth - b.depth).map(({ layer }) => layer);
  if (first === undefined) return undefined;
  return others.reduce<MapNode>((done, layer) => {
    const next = unite(done, layer);
    return next.kind === 'map' ? next : done;
  }, first);
}

function atPath({ keys, origin }: Override, value: RecipeNode): MapNode {
  let node = value;
  for (const key of keys.toReversed()) {
    node = mapNode(new Map<string, Entry>([[key, { key: origin, node }]]), origin);
  }
  return node.kind === 'map' ? node : mapNode(new Map(), origin);
}

/** Splits at commas outside quotes and brackets; the items are trimmed. */
export function* splitAtCommas(text: string): Generator<string, void> {
  let start = 0;
  let depth = 0;
  let quote = '';
  let blank = true;
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (quote !== '') {
      if (character === '\\' && quote === '"') index++;
      else if (character === quote) quote = '';
    } else if ((character === '"' || character === "'") && (depth > 0 || blank)) {
      // Elsewhere a quote is a letter of a plain text: name=d'Artagnan.
      quote = character;
    } else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    else if (character === ',' && depth === 0) {
      yield text.slice(start, index).trim();
      start = index + 1;
    }
    blank = start === index + 1 || (blank && character === ' ');
  }
  yield text.slice(start).trim();
}

/** A run's folder is named after its sweep point. */
function fileSafe(text: string): string {
  return text
    .slice(0, 60)
    .split(/[^A-Za-z0-9._+-]+/)
    .filter(part => part !== '')
    .join('-');
}
