import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { nearestNames } from '../core/nearest-names';
import { packageRoot } from '../core/package-root';
import { type Environment, expandVariables } from './environment';
import { type MapNode, type ScalarNode, without } from './node';
import type { Problem } from './problem';
import { displayed, readRecipeFile } from './read';
import { suggestion } from './wording';

/** A recipe's files in the order in which they are laid over each other, the recipe itself last. */
export interface Layers {
  readonly files: readonly string[];
  readonly roots: readonly MapNode[];
  readonly problems: readonly Problem[];
}

/**
 * Reads a recipe and what it names under `use:`, and what those name in their turn.
 * Each file is laid once, before the first file that names it: then two parts may share a third without undoing each other.
 */
export function readLayers(recipe: string, environment: Environment): Layers {
  const files: string[] = [];
  const roots: MapNode[] = [];
  const problems: Problem[] = [];
  const done = new Set<string>();
  const open: string[] = [];
  const visit = (path: string): void => {
    done.add(path);
    open.push(path);
    const { root, problems: found } = readRecipeFile(path);
    problems.push(...found);
    if (root !== undefined) {
      for (const part of partsOf(root, environment, problems)) {
        const target = findPart(String(part.value), path);
        if (target === undefined) problems.push(missing(part, path));
        else if (open.includes(target)) problems.push(circle(part, [...open.slice(open.indexOf(target)), target]));
        else if (!done.has(target)) visit(target);
      }
      files.push(path);
      roots.push(without(root, 'use'));
    }
    open.pop();
  };
  visit(resolve(recipe));
  return { files, roots, problems };
}

function partsOf(root: MapNode, environment: Environment, problems: Problem[]): ScalarNode[] {
  const written = root.entries.get('use')?.node;
  if (written === undefined) return [];
  const { root: use, problems: found } = expandVariables(written, environment);
  problems.push(...found.map(problem => ({ ...problem, path: `use${problem.path}` })));
  if (found.length > 0) return [];
  const parts = use.kind === 'list' ? use.items : [use];
  return parts.filter((part): part is ScalarNode => {
    const isPath = part.kind === 'scalar' && typeof part.value === 'string' && /\.ya?ml$/.test(part.value);
    if (!isPath) problems.push({ origin: part.origin, path: 'use', text: 'expected the path of a .yaml file' });
    return isPath;
  });
}

/** Looked for beside the file that names it, then in each folder above, then in svtk's own package. */
function findPart(part: string, from: string): string | undefined {
  if (isAbsolute(part)) return existsSync(part) ? resolve(part) : undefined;
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const candidate = join(folder, part);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) break;
  }
  const shipped = join(packageRoot, part);
  return existsSync(shipped) ? shipped : undefined;
}

function missing(part: ScalarNode, from: string): Problem {
  const name = String(part.value);
  const folder = findPart(dirname(name), from);
  const near = folder === undefined ? [] : nearestNames(basename(name), namesIn(folder));
  const text = `expected a file beside ${displayed(from)}, above it, or in svtk's own configs, found none`;
  return { origin: part.origin, path: 'use', text: text + suggestion(near.map(other => join(dirname(name), other))) };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter(name => /\.ya?ml$/.test(name));
  } catch {
    return [];
  }
}

function circle(part: ScalarNode, chain: readonly string[]): Problem {
  return {
    origin: part.origin,
    path: 'use',
    text: `files use each other in a circle: ${chain.map(displayed).join(' → ')}`,
  };
}
