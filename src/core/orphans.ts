import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const orphanAge = 60_000; // ms; most such files are written in one go

/**
 * Removes half-written files beside `path` (`….tmp-<pid>`) whose process is gone, in a folder that no lock guards. An age keeps it from
 * taking the file of a process on another host away, which this one cannot see.
 */
export function removeOrphans(path: string): void {
  const folder = dirname(path);
  for (const name of namesIn(folder)) {
    const pid = name.startsWith(`${basename(path)}.tmp-`) ? Number(name.split('-').at(-1)) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    if (stats !== undefined && Math.abs(Date.now() - stats.mtimeMs) > orphanAge)
      rmSync(join(folder, name), { force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // not there, or a folder that may be written and not read
  }
}

/** Whether a process of this host has that id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
