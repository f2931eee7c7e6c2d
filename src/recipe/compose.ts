import { basename, extname, resolve } from 'node:path';
import { nearestNames } from '../core/nearest-names';
import { type Environment, expandVariables } from './environment';
import { readLayers } from './layers';
import { overlay } from './merge';
import { type MapNode, mapNode, without } from './node';
import { type FileOrigin, placesIn } from './origin';
import { parseOverrides, sweepPoints } from './override';
import type { Problem } from './problem';
import { displayed } from './read';
import { suggestion } from './wording';

export interface ComposeOptions {
  /** `key.path=value`, as typed. */
  readonly overrides?: readonly string[];
  /** Further groups of them, each laid over those before: the command line over what a table says of a row. */
  readonly later?: readonly (readonly string[])[];
  /** Where a file has the overrides of the first group, for messages. */
  readonly writtenAt?: ReadonlyMap<string, FileOrigin>;
  /** Which of the recipe's `profiles` to lay over it. */
  readonly profile?: string | undefined;
  /** For `${NAME}`; the process's own unless given. */
  readonly environment?: Environment;
  /**
   * For a recipe that names other recipes: the keys, by its task, that overrides change in it; overrides of all other keys are left to
   * those recipes. Undefined for a task that names none.
   */
  readonly ownKeys?: (task: unknown) => readonly string[] | undefined;
}

/** One recipe with its parts, profile and overrides put together; not yet held against a schema. Nothing in it can be changed. */
export interface ComposedRecipe {
  readonly path: string;
  /** The file's name without its ending. */
  readonly name: string;
  /** Overrides for the recipes that this one names, as typed; see {@link ComposeOptions.ownKeys}. */
  readonly handed: readonly string[];
  /** `margin=0.2` where the command line swept over values, else empty. */
  readonly sweep: string;
  readonly root: MapNode;
  /** What was wrong so far; `checkRecipe` throws these with its own. */
  readonly problems: readonly Problem[];
  /** Paths whose value is not known because of a problem already listed. */
  readonly broken: ReadonlySet<string>;
  /** A file could not be read, so that a missing key may only seem to be missing. */
  readonly incomplete: boolean;
  /** In the order in which they were laid over each other. */
  readonly files: readonly string[];
  /** The recipe as it would be by each profile that was not chosen: a slip there is to be found before it is needed. */
  readonly unused: readonly UnusedProfile[];
}

/** A profile, and the recipe with it laid under the same overrides. */
export interface UnusedProfile {
  readonly profile: MapNode;
  readonly root: MapNode;
}

/** Puts a recipe together: `use:` files, the recipe, the profile, the overrides, each laid over what came before. One result for each sweep point. */
export function composeRecipes(path: string, options: ComposeOptions = {}): ComposedRecipe[] {
  const environment = options.environment ?? process.env;
  const layers = readLayers(path, environment);
  const problems: Problem[] = [...layers.problems];
  const start = placesIn('', displayed(resolve(path)))(0);
  let base: MapNode = mapNode(new Map(), start);
  for (const root of layers.roots) base = laidOver(base, root);
  const incomplete = layers.problems.length > 0;
  const withoutProfiles = without(base, 'profiles');
  const profile = profileOf(base, options.profile, problems);
  const others = profilesOf(base).filter(other => other !== profile);
  base = profile === undefined ? withoutProfiles : laidOver(withoutProfiles, profile);

  const { own, handed } = dealtOut(options, base);
  const { later = [], writtenAt } = options;
  const groups = [parseOverrides(own, writtenAt), ...later.map(group => parseOverrides(group))];
  problems.push(...groups.flatMap(group => group.problems));
  const { points, problem } = sweepPoints(...groups.map(({ overrides }) => overrides));
  if (problem !== undefined) problems.push(problem);
  return points.map(({ name, layers: over }, place) => {
    const composed = over.reduce(laidOver, base);
    // Once for a whole sweep.
    const unused = (place > 0 ? [] : others).map(other => {
      return { profile: other, root: over.reduce(laidOver, laidOver(withoutProfiles, other)) };
    });
    const expanded = expandVariables(composed, environment);
    return Object.freeze({
      path,
      name: basename(path, extname(path)),
      handed,
      sweep: name,
      root: expanded.root.kind === 'map' ? expanded.root : composed,
      problems: Object.freeze([...problems, ...expanded.problems]),
      broken: expanded.broken,
      incomplete,
      files: layers.files,
      unused: Object.freeze(unused.map(one => Object.freeze(one))),
    });
  });
}

/** The overrides of this recipe, and those of the recipes that it names. */
function dealtOut({ overrides = [], ownKeys }: ComposeOptions, base: MapNode): { own: string[]; handed: string[] } {
  const task = base.entries.get('task')?.node;
  const keys = ownKeys?.(task?.kind === 'scalar' ? task.value : undefined);
  const isOwn = (override: string): boolean =>
    keys === undefined || keys.includes(override.split(/[.=]/, 1)[0] ?? '') || !override.includes('=');
  return { own: overrides.filter(isOwn), handed: overrides.filter(override => !isOwn(override)) };
}

/** A map over a map is a map, unless their types differ: then it is the second. */
function laidOver(base: MapNode, over: MapNode): MapNode {
  const result = overlay(base, over);
  return result.kind === 'map' ? result : over;
}

/** What stands below `profiles`, as far as it is keys and values. */
function profilesOf(base: MapNode): MapNode[] {
  const profiles = base.entries.get('profiles')?.node;
  if (profiles?.kind !== 'map') return [];
  return [...profiles.entries.values()].flatMap(({ node }) => (node.kind === 'map' ? [node] : []));
}

function profileOf(base: MapNode, name: string | undefined, problems: Problem[]): MapNode | undefined {
  const profiles = base.entries.get('profiles');
  if (profiles !== undefined && profiles.node.kind !== 'map') {
    problems.push({ origin: profiles.node.origin, path: 'profiles', text: 'expected a map of names to changes' });
    return undefined;
  }
  if (name === undefined) return undefined;
  const known = profiles?.node.kind === 'map' ? profiles.node.entries : new Map<string, never>();
  const found = known.get(name)?.node;
  if (found?.kind === 'map') return found;
  if (found === undefined) {
    const names = [...known.keys()];
    const expected = names.length === 0 ? 'the recipe has no profiles' : `expected ${names.join(' or ')}`;
    const origin = profiles?.key ?? base.origin;
    problems.push({
      origin,
      path: 'profiles',
      text: `${expected}, found '${name}'${suggestion(nearestNames(name, names))}`,
    });
  } else problems.push({ origin: found.origin, path: `profiles.${name}`, text: 'expected a map of changes' });
  return undefined;
}
