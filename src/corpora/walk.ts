import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../core/errors';

/** What svtk takes as a recording in a folder, by name; what is in it decides later. */
export const audioExtensions: ReadonlySet<string> = new Set(
  '.wav .flac .m4a .mp3 .ogg .oga .opus .sph .aac .mp4 .mpg .aif .aiff .aifc .au .amr .caf .w64 .mka .webm .wma .wv'.split(
    ' ',
  ),
);

/** Loops of symbolic links end here; no corpus is so deep. */
const deepest = 12;

/**
 * Paths of the recordings below a folder, relative to it with `/` between, in code-unit order of each folder's names: the same on every machine.
 * One folder at a time is in memory. Symbolic links are followed. A folder named like a recording that holds none is taken for one, and a
 * name that is not UTF-8 comes with its bytes written out, so that decoding names both among the unreadable.
 * @throws DataError where a folder cannot be read
 */
export async function* recordingsBelow(root: string, folder = '', depth = 0): AsyncGenerator<string> {
  if (depth > deepest) throw new DataError({ what: 'folders too deep, or a loop of links', where: join(root, folder) });
  for (const entry of await entriesOf(join(root, folder))) {
    if (entry.name.startsWith('.')) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    const named = audioExtensions.has(extensionOf(entry.name));
    if (await leads(entry, join(root, path))) {
      let empty = true;
      for await (const below of recordingsBelow(root, path, depth + 1)) {
        empty = false;
        yield below;
      }
      if (empty && named) yield path;
    } else if (named) yield path;
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    if (entries.some(({ name }) => name.includes('\uFFFD'))) await spellOut(folder, entries);
    return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new DataError({ what: 'cannot read the folder', where: folder, found }, { cause: error });
  }
}

/** Gives names that are not UTF-8 their bytes, `caf�E9.wav`: two of them must not become one. */
async function spellOut(folder: string, entries: Dirent[]): Promise<void> {
  const names = await readdir(folder, { encoding: 'buffer' });
  const broken = names.filter(name => !Buffer.from(name.toString('utf8')).equals(name));
  for (const entry of entries) {
    const place = broken.findIndex(name => name.toString('utf8') === entry.name);
    if (place < 0) continue;
    const [name = Buffer.alloc(0)] = broken.splice(place, 1);
    entry.name = name
      .toString('latin1')
      .replace(/\P{ASCII}/gu, letter => `\uFFFD${letter.charCodeAt(0).toString(16).toUpperCase()}`);
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
