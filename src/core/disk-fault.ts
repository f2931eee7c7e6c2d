import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { EnvironmentError } from './errors';
import type { Bytes } from './units';

const diskFaults: Readonly<Record<string, { readonly what: string; readonly remedy: string }>> = {
  ENOSPC: { what: 'the disk is full', remedy: 'make room, then run the same command again: it goes on from there' },
  EDQUOT: {
    what: 'your disk quota is used up',
    remedy: 'make room, then run the same command again: it goes on from there',
  },
  EIO: { what: 'the disk reports an input/output error', remedy: 'see dmesg; move the folder to another disk' },
  EROFS: { what: 'the file system is read-only', remedy: 'choose another folder' },
  EACCES: { what: 'no permission to write', remedy: 'choose another folder, or correct its permissions' },
};

const inTheWay = { what: 'a file is where a folder is to be', remedy: 'give another name' };
/** What only a writer of svtk's own tells of the place that it was given; a reader means something else by these. */
const placeFaults: typeof diskFaults = {
  EISDIR: { what: 'a folder is where the file is to be', remedy: 'give another name' },
  ENOTDIR: inTheWay,
  EEXIST: inTheWay, // of mkdir
  ENAMETOOLONG: { what: 'the name is too long', remedy: 'give a shorter name' },
};

/** Bytes that this user can still write to the file system that holds `path`, which need not exist yet. */
export function freeSpace(path: string): Bytes {
  let place = path;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize;
}

/** Bytes for people: `3.2 MB`. */
export function describeBytes(bytes: Bytes): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const figure = bytes / 1000 ** step;
  return `${step === 0 || figure >= 100 ? Math.round(figure) : figure.toFixed(1)} ${units[step]}`;
}

/** What is free where `path` is, or is to be, as words: `3.2 MB free`. */
export function describeFree(path: string): string {
  try {
    return `${describeBytes(freeSpace(path))} free`;
  } catch {
    return 'an unknown amount free';
  }
}

export interface DiskNeed {
  readonly path: string;
  readonly need?: Bytes;
  /** What is still there and good, said at the end: `the last checkpoint is …/ckpt-000120`. */
  readonly kept?: string;
}

/**
 * Calls `write`, and gives a system error that it throws the path and the bytes that were to be written there, for whoever explains
 * it: the error of a write to an open file names neither. They are plain fields, which also pass from thread to thread.
 */
export function writing<T>(path: string, need: Bytes, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof Error && 'code' in error) Object.assign(error, { path, need });
    throw error;
  }
}

/** Whether an error met a writer of svtk's, or can only be the disk's. */
export function isDiskFault(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return 'need' in error || (error.code !== 'EACCES' && Object.hasOwn(diskFaults, error.code));
}

/** A system error about the disk as an EnvironmentError with path, need and free space; any other error as it came. */
export function explainDiskFault(error: unknown, { path, need: whole, kept }: DiskNeed): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  const faults = 'need' in error ? { ...diskFaults, ...placeFaults } : diskFaults;
  const fault = Object.hasOwn(faults, error.code) ? faults[error.code] : undefined;
  if (fault === undefined) return error;
  const named = 'path' in error && typeof error.path === 'string' ? error.path : path;
  const place = named.replace(/\.tmp-\d+/, ''); // where it was to be in the end
  const need = whole ?? ('need' in error && typeof error.need === 'number' ? error.need : undefined);
  return new EnvironmentError(
    {
      what: fault.what,
      where: place,
      ...(need === undefined ? {} : { expected: `room for ${describeBytes(need)}` }),
      found: `${describeFree(place)} (${error.code})`,
      remedy: kept === undefined ? fault.remedy : `${fault.remedy}; ${kept}`,
    },
    { cause: error },
  );
}
