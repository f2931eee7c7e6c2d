import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../core/errors';

/** What svtk takes as a recording in a folder, by name; what is in it decides later. */
export const audioExtensions: ReadonlySet<string> = new Set(
  '.wav .flac .m4a .mp3 .ogg .opus .sph .aac .mp4 .mpg .aif .aiff .au .amr .caf .wma'.split(' '),
);

/** Loops of symbolic links end here; no corpus is so deep. */
const deepest = 12;

/**
 * Paths of the recordings below a folder, relative to it with `/` between, in code-unit order of each folder's names: the same on every machine.
 * One folder at a time is in memory. Symbolic links are followed.
 * @throws DataError where a folder cannot be read
 */
export async function* recordingsBelow(root: string, folder = '', depth = 0): AsyncGenerator<string> {
  if (depth > deepest) throw new DataError({ what: 'folders too deep, or a loop of links', where: join(root, folder) });
  for (const entry of await entriesOf(join(root, folder))) {
    if (entry.name.startsWith('.')) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (await leads(entry, join(root, path))) yield* recordingsBelow(root, path, depth + 1);
    else if (audioExtensions.has(extensionOf(entry.name))) yield path;
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new DataError({ what: 'cannot read the folder', where: folder, found }, { cause: error });
  }
}

async function leads(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  // A dangling link counts as a file: decoding names it among the missing.
  const target = await stat(path).catch(() => undefined);
  return target?.isDirectory() ?? false;
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot).toLowerCase();
}
