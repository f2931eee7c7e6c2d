import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

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

/** Opens `path.tmp-<pid>` for writing; the folder is made where it is missing. */
export function openBeside(path: string): PendingFile {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.tmp-${process.pid}`;
  let file: number | undefined = openSync(beside, 'w');
  const discard = (): void => {
    if (file === undefined) return;
    closeSync(file);
    file = undefined;
    rmSync(beside, { force: true });
  };
  return {
    write(data) {
      if (file === undefined) throw new Error(`${path}: written after commit or discard`);
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let offset = 0; offset < view.length; ) offset += writeSync(file, view, offset);
    },
    commit() {
      if (file === undefined) throw new Error(`${path}: committed twice`);
      fsyncSync(file);
      closeSync(file);
      file = undefined;
      renameSync(beside, path);
      syncDirectory(dirname(path));
    },
    discard,
  };
}

/** Writes a whole file: readers see the old content or the new, never a part. */
export function writeAtomically(path: string, data: string | NodeJS.ArrayBufferView): void {
  const file = openBeside(path);
  try {
    file.write(data);
    file.commit();
  } finally {
    file.discard();
  }
}
