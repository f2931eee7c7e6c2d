import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { MapNode } from './node';
import { placesIn } from './origin';
import { bounds, parseYaml } from './parse';
import type { Problem } from './problem';

export interface RecipeFile {
  /** Undefined if the file cannot be read as a map; the problems say why. */
  readonly root: MapNode | undefined;
  readonly problems: readonly Problem[];
}

/** Reads one YAML file of a recipe, of at most 1 MiB of UTF-8; what is wrong with it becomes problems. */
export function readRecipeFile(path: string): RecipeFile {
  const name = displayed(path);
  const fail = (text: string): RecipeFile => ({
    root: undefined,
    problems: [{ origin: placesIn('', name)(0), path: '', text }],
  });
  let text: string;
  try {
    const bytes = readBounded(path);
    if (typeof bytes === 'string') return fail(bytes);
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return fail('expected UTF-8 text, found other bytes');
    return fail(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { root, problems } = parseYaml(text, name);
  if (root === undefined)
    return problems.length > 0 ? { root, problems } : fail('expected a recipe, found an empty file');
  if (root.kind === 'map') return { root, problems };
  const problem = { origin: root.origin, path: '', text: `expected keys and values, found a ${root.kind}` };
  return { root: undefined, problems: [...problems, problem] };
}

/** The bytes, or what is wrong with the file; a pipe or a device is not waited for. */
function readBounded(path: string): Buffer | string {
  // Without O_NONBLOCK, opening a pipe waits for whoever writes into it.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = fstatSync(file);
    if (status.isDirectory()) return 'expected a file, found a folder';
    if (!status.isFile()) return 'expected a file, found a pipe or device';
    if (status.size > bounds.bytes) return `expected at most ${bounds.bytes} bytes, found ${status.size}`;
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** The path as the user would type it: relative below the working folder, absolute elsewhere. */
export function displayed(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near === '..' || near.startsWith(`..${sep}`) ? path : near;
}
