import { createHash } from 'node:crypto';
import { type BigIntStats, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { writeAtomically } from '../core/atomic-write';
import { DataError } from '../core/errors';
import type { Bytes } from '../core/units';
import { type FoundFile, filesIn, filesOf, statusOf, unreadable } from './found-files';

/** Content of a file, or of everything in a folder. */
export interface Content {
  readonly sha256: string;
  readonly files: number;
  readonly bytes: Bytes;
}

/** Digests of files; a file whose size, times and inode are as they were is not read again. */
export interface FileDigests {
  /**
   * Undefined where nothing is at `path`. A folder's digest covers the names, sizes and contents of the files in it;
   * in a folder of more than 20,000 files the time of the last change stands for the content. What cannot be read there (a
   * dangling link, a loop of links, a pipe) counts by its name. Throws DataError where `path` itself cannot be read.
   */
  of(path: string): Promise<Content | undefined>;
  /** As for a folder, of the files that a list names: sizes and contents in its order. */
  ofAll(paths: AsyncIterable<string>): Promise<Content>;
  /** Keeps what was learnt for the next process. */
  save(): void;
}

/** [stamp, sha256, when it was read in ms]. */
type Entry = readonly [stamp: string, sha256: string, readAt: number];

// A file changed twice within the clock's grain keeps its time; so a time this near to the reading proves nothing.
const grain = 2000; // ms
const mostEntries = 200_000;

// Reading a corpus of a million recordings to know it would take as long as decoding it.
const mostByContent = 20_000;

/** Opens the cache at `path`; a cache that is missing or broken only costs reading the files again. */
export function openFileDigests(path: string): FileDigests {
  const known = loadEntries(path);
  const used = new Map<string, Entry>();
  let learnt = false;

  const digestFile = async (file: string, stats: BigIntStats): Promise<string> => {
    const stamp = `${stats.size} ${stats.mtimeNs} ${stats.ctimeNs} ${stats.ino}`;
    const entry = used.get(file) ?? known.get(file);
    const changed = Math.max(Number(stats.mtimeMs), Number(stats.ctimeMs));
    if (entry !== undefined && entry[0] === stamp && entry[2] - changed > grain) {
      used.set(file, entry);
      return entry[1];
    }
    const readAt = Date.now();
    const sha256 = await sha256Of(file);
    used.set(file, [stamp, sha256, readAt]);
    learnt = true;
    return sha256;
  };

  const digestAll = async (found: Iterable<FoundFile> | AsyncIterable<FoundFile>): Promise<Content> => {
    const whole = createHash('sha256');
    let files = 0;
    let bytes = 0;
    const add = ({ name, stats }: FoundFile, mark?: string): void => {
      const known = stats !== undefined && mark !== undefined;
      whole.update(known ? `${JSON.stringify(name)} ${stats.size} ${mark}\n` : `${JSON.stringify(name)} unreadable\n`);
      if (!known) return;
      files++;
      bytes += Number(stats.size);
    };
    const modified = (file: FoundFile): void => add(file, file.stats && `modified ${file.stats.mtimeNs}`);
    // The first files are kept until it is known how many there are; a million would need a gigabyte.
    let first: FoundFile[] | undefined = [];
    for await (const file of found) {
      first?.push(file);
      if (first === undefined) modified(file);
      else if (first.length > mostByContent) {
        first.forEach(modified);
        first = undefined;
      }
    }
    for (const file of first ?? []) {
      add(file, file.stats && (await digestFile(file.path, file.stats).catch(() => undefined)));
    }
    return { sha256: whole.digest('hex'), files, bytes };
  };

  return {
    async of(target) {
      const stats = statusOf(target);
      if (stats === undefined) return undefined;
      if (stats.isDirectory()) return digestAll(filesIn(target));
      // To open a pipe would wait for whoever writes into it.
      if (!stats.isFile()) throw new DataError({ what: 'not a file', where: target, expected: 'a file or a folder' });
      return { sha256: await digestFile(target, stats), files: 1, bytes: Number(stats.size) };
    },
    ofAll: paths => digestAll(filesOf(paths)),
    save() {
      if (!learnt) return;
      const entries = new Map([...(known.size + used.size > mostEntries ? [] : known), ...used]);
      writeAtomically(path, `${JSON.stringify({ version: 1, files: Object.fromEntries(entries) })}\n`);
      learnt = false;
    },
  };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1 << 20);
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

function loadEntries(path: string): Map<string, Entry> {
  let cache: unknown;
  try {
    cache = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return new Map();
  }
  if (typeof cache !== 'object' || cache === null || !('version' in cache) || cache.version !== 1) return new Map();
  if (!('files' in cache) || typeof cache.files !== 'object' || cache.files === null) return new Map();
  return new Map(Object.entries(cache.files).filter((pair): pair is [string, Entry] => isEntry(pair[1])));
}

function isEntry(value: unknown): value is Entry {
  if (!Array.isArray(value) || value.length !== 3) return false;
  return typeof value[0] === 'string' && /^[0-9a-f]{64}$/.test(String(value[1])) && typeof value[2] === 'number';
}
