import { mkdirSync, statfsSync } from 'node:fs';
import { EnvironmentError } from '../core/errors';
import type { Bytes } from '../core/units';

/** What an ordinary user may still write to the file system of a folder. */
export function freeSpace(folder: string): Bytes {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

export const inMegabytes = (bytes: Bytes): string => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;

/** Throws EnvironmentError, with need and free, where the folder's disk has no room; makes the folder. */
export function requireSpace(folder: string, need: Bytes, purpose: string): void {
  mkdirSync(folder, { recursive: true });
  const free = freeSpace(folder);
  if (free < need) throw diskFull(folder, need, free, purpose);
}

/** An error of a full disk or quota said in svtk's words; any other error as it is. */
export function explainFullDisk(error: unknown, folder: string, need: Bytes, purpose: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' ? diskFull(folder, need, freeSpace(folder), purpose, error) : error;
}

export function diskFull(folder: string, need: Bytes, free: Bytes, purpose: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError(
    {
      what: `not enough room on the disk for ${purpose}`,
      where: folder,
      expected: `${inMegabytes(need)} free`,
      found: inMegabytes(free),
      remedy: 'make room there, or let SVTK_CACHE name a folder on a larger disk; nothing is left half-made',
    },
    cause === undefined ? undefined : { cause },
  );
}
