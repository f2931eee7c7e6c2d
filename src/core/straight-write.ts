import { closeSync, fsyncSync, openSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PendingFile } from './atomic-write';
import { writing } from './disk-fault';
import { EnvironmentError } from './errors';
import { writeWhole } from './write-whole';

/**
 * Whether a path is a device, a pipe or one of the process's own streams (/dev/stdout): those are written to, and nothing may be renamed
 * to their place. Throws EnvironmentError where it is a folder.
 */
export function isStream(path: string): boolean {
  const status = statusOf(path);
  if (status?.isDirectory() === true) {
    throw new EnvironmentError({ what: 'cannot write a file', where: path, found: 'a folder of that name' });
  }
  const whole = resolve(path);
  const inDevices = whole.startsWith('/dev/') && !whole.startsWith('/dev/shm/');
  return status !== undefined && (inDevices || whole.startsWith('/proc/') || !status.isFile());
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // writing it will say why
  }
}

/** A stream as a file to be written: what is written is out at once. */
export function openStream(path: string): PendingFile {
  let file: number | undefined;
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  return {
    write(data) {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      writing(path, bytes.byteLength, () => {
        file ??= openSync(path, 'w');
        writeWhole(file, bytes);
      });
    },
    commit() {
      try {
        if (file !== undefined) fsyncSync(file);
      } catch {
        // Pipes and terminals have no disk to be flushed to.
      }
      close();
    },
    discard: close,
  };
}
