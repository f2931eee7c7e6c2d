import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { writing } from './disk-fault';
import { removeOrphans } from './orphans';
import { isStream, openStream } from './straight-write';
import type { Bytes } from './units';
import { writeWhole } from './write-whole';

/** Flushes a directory's entries to the disk, so that a rename in it survives a power cut. */
export function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** A file being written beside its place; nobody sees it before `commit`. */
export interface PendingFile {
  write(data: string | NodeJS.ArrayBufferView): void;
  /** Flush, rename to the final path, flush the directory. */
  commit(): void;
  /** Remove what was written; does nothing after `commit`. */
  discard(): void;
}

/**
 * A file that is written as `path.tmp-<pid>`, from its first piece on; the folder is made where it is missing,
 * and what a killed process left of the same file is removed. A system error gets the
 * path and what was to be written up to there, or `least` bytes where it is known beforehand that it will be more.
 * Devices and pipes, such as /dev/stdout, are written to as they are.
 */
export function openBeside(path: string, least: Bytes = 0): PendingFile {
  if (isStream(path)) return openStream(path);
  const beside = `${path}.tmp-${process.pid}`;
  let state: 'new' | 'open' | 'ended' = 'new';
  let file = 0;
  let size = 0;
  const opened = (): number => {
    if (state === 'ended') throw new Error(`${path}: written after commit or discard`);
    if (state === 'open') return file;
    mkdirSync(dirname(path), { recursive: true });
    removeOrphans(path);
    file = openSync(beside, 'w');
    state = 'open';
    return file;
  };
  const close = (): void => {
    state = 'ended';
    closeSync(file);
  };
  let committed = false;
  return {
    write(data) {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      size += bytes.byteLength;
      writing(path, Math.max(least, size), () => writeWhole(opened(), bytes));
    },
    commit() {
      writing(path, Math.max(least, size), () => {
        fsyncSync(opened());
        close();
        renameSync(beside, path);
        committed = true;
        syncDirectory(dirname(path));
      });
    },
    discard() {
      if (committed || state === 'new') return;
      try {
        if (state === 'open') close();
        rmSync(beside, { force: true });
      } catch {
        // On a disk that fails, removing may fail too: the error that brought us here is the one to show.
      }
    },
  };
}

/** Writes a whole file: readers see the old content or the new, never a part. */
export function writeAtomically(path: string, data: string | NodeJS.ArrayBufferView): void {
  writePieces(path, [data], Buffer.byteLength(data));
}

/** As {@link writeAtomically}, of pieces one after the other; `least` bytes are known to come, as for {@link openBeside}. */
export function writePieces(path: string, pieces: Iterable<string | NodeJS.ArrayBufferView>, least: Bytes = 0): void {
  const file = openBeside(path, least);
  try {
    for (const piece of pieces) file.write(piece);
    file.commit();
  } finally {
    file.discard();
  }
}
