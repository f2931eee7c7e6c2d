import { type BigIntStats, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../core/errors';

export interface FoundFile {
  /** Below the folder with `/`, or its number in a list: where a corpus lies decides nothing. */
  readonly name: string;
  readonly path: string;
  /** Undefined for what is neither file nor folder, or cannot be looked at. */
  readonly stats: BigIntStats | undefined;
}

/** What is at a path; undefined where nothing is. */
export function statusOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    throw unreadable(path, error);
  }
}

export function unreadable(path: string, error: unknown): DataError {
  const found = error instanceof Error ? error.message : String(error);
  return new DataError({ what: 'cannot read a file or folder', where: path, found }, { cause: error });
}

/**
 * All files under a folder in the order of their names' code units, with what cannot be looked at; links are followed, a link to
 * a folder above is not.
 */
export function* filesIn(folder: string, prefix = '', above: readonly string[] = []): Generator<FoundFile> {
  const { dev, ino } = statSync(folder, { bigint: true });
  const here = `${dev}:${ino}`;
  if (above.includes(here)) return;
  for (const entry of namesIn(folder)) {
    const [name, path] = [`${prefix}${entry}`, join(folder, entry)];
    const stats = lookAt(path);
    if (stats?.isDirectory()) yield* filesIn(path, `${name}/`, [...above, here]);
    else yield { name, path, stats: stats?.isFile() ? stats : undefined };
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw unreadable(folder, error);
  }
}

/** As statSync; undefined for a dangling link, a loop of links, and what else cannot be followed. */
function lookAt(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The files of a list of paths, each once where it comes several times in a row, as the segments of a recording do. */
export async function* filesOf(paths: AsyncIterable<string>): AsyncGenerator<FoundFile> {
  let last: string | undefined;
  let number = 0;
  for await (const path of paths) {
    if (path === last) continue;
    last = path;
    const stats = lookAt(path);
    yield { name: String(++number), path, stats: stats?.isFile() ? stats : undefined };
  }
}
