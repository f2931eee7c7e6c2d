import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncDirectory } from '../core/atomic-write';
import { EnvironmentError } from '../core/errors';
import type { Report } from '../core/events';
import { explainFullDisk, requireSpace } from './disk-space';
import { downloadWheel } from './download-wheel';
import type { Wheel } from './wheels';
import { extract, readZip, type ZipEntry } from './zip';

export interface UnpackOptions {
  readonly wheel: Wheel;
  /** The folder that will hold what is taken; it appears whole or not at all. */
  readonly target: string;
  /** Shown with the progress: `tensorflow`, `ffmpeg`. */
  readonly stage: string;
  readonly report: Report;
  readonly signal?: AbortSignal;
  /** A last look at the unpacked files before the folder gets its name. */
  readonly check?: (folder: string) => void;
}

/** Whether all that is taken out of the wheel lies in the folder. */
export function isUnpacked(wheel: Wheel, target: string): boolean {
  return wheel.take.every(({ to }) => existsSync(join(target, to)));
}

/** Names that an interrupted `svtk setup` leaves; nothing reads them, and the next set-up sweeps them. */
export function besideName(path: string): string {
  return `${path}.tmp-${process.pid}`;
}

/**
 * Downloads a wheel and puts what svtk needs of it into `target`: unpacked beside, flushed, renamed; the wheel is deleted.
 * The caller holds the set-up lock. Throws EnvironmentError on a full disk, before the download where that can be known.
 */
export async function unpackWheel(options: UnpackOptions): Promise<void> {
  const { wheel, target, stage, report, signal } = options;
  const beside = besideName(target);
  const download = `${beside}/download`;
  const purpose = `${wheel.project} ${wheel.version}`;
  const need = wheel.size + Math.max(wheel.size, wheel.unpacked) + 16e6; // pip holds its copy and ours for a moment
  const steps = wheel.size + wheel.unpacked;
  const progress = (done: number): void =>
    report({ type: 'progress', stage, done: Math.round(done / 1e6), total: Math.round(steps / 1e6), unit: 'MB' });
  rmSync(beside, { recursive: true, force: true });
  try {
    requireSpace(dirname(target), need, purpose);
    const unpacked = join(beside, 'unpacked');
    mkdirSync(unpacked, { recursive: true });
    mkdirSync(download);
    progress(0);
    const path = await downloadWheel(wheel, download, { progress, ...(signal === undefined ? {} : { signal }) });
    await unpack(path, wheel, unpacked, done => progress(wheel.size + done), signal);
    options.check?.(unpacked);
    putInPlace(unpacked, target);
    progress(steps);
  } catch (error) {
    throw signal?.aborted ? signal.reason : explainFullDisk(error, dirname(target), need, purpose);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

async function unpack(
  path: string,
  wheel: Wheel,
  folder: string,
  progress: (done: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const entries = await readZip(path);
  let done = 0;
  for (const { from, to } of wheel.take) {
    const taken = entries.filter(({ name }) =>
      from.endsWith('/') ? name.startsWith(from) && !name.endsWith('/') : name === from,
    );
    if (taken.length === 0) {
      throw new EnvironmentError({
        what: 'the wheel lacks what svtk needs of it',
        where: wheel.file,
        expected: from,
        found: 'nothing',
      });
    }
    const targetOf = (entry: ZipEntry): string =>
      join(folder, from.endsWith('/') ? to + entry.name.slice(from.length) : to);
    for (const entry of taken) {
      signal?.throwIfAborted();
      await extract(path, entry, targetOf(entry), signal);
      done += entry.size;
      progress(done);
    }
  }
}

/** Gives a finished folder its name; what stood there before goes. */
export function putInPlace(folder: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  syncDirectory(folder);
  const old = `${besideName(target)}-old`;
  if (existsSync(target)) renameSync(target, old);
  renameSync(folder, target);
  syncDirectory(dirname(target));
  rmSync(old, { recursive: true, force: true });
}
