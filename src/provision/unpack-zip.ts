import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '../core/units';
import { archiveLimits } from './archive-limits';
import { extract, readZip } from './zip';

export interface UnpackZipOptions {
  /** What the archive may unpack to. */
  readonly most: Bytes;
  /** Hears of the bytes of the archive that were dealt with. */
  readonly progress?: (read: Bytes) => void;
  readonly signal?: AbortSignal;
}

/**
 * Unpacks a zip archive into an empty folder; names, links and lengths are held to limits before the first byte is written.
 * @throws DataError that names the entry
 */
export async function unpackZip(path: string, folder: string, options: UnpackZipOptions): Promise<void> {
  const entries = await readZip(path);
  const limits = archiveLimits(path, statSync(path).size, options.most);
  // The directory states all lengths, and `extract` writes no more than stated: what is too much is known beforehand.
  const files = entries.map(entry => {
    limits.count(entry.size);
    return { entry, target: join(folder, limits.admit(entry.name)) };
  });
  let read = 0;
  for (const { entry, target } of files) {
    options.signal?.throwIfAborted();
    if (entry.name.endsWith('/')) mkdirSync(target, { recursive: true });
    else await extract(path, entry, target, options.signal, false);
    read += entry.compressed;
    options.progress?.(read);
  }
}
