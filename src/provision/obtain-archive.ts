import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncDirectory } from '../core/atomic-write';
import { DataError, EnvironmentError } from '../core/errors';
import type { Report } from '../core/events';
import { acquireLock } from '../core/kernel-lock';
import type { Bytes } from '../core/units';
import { explainFullDisk, requireSpace } from './disk-space';
import { type FetchOptions, fetchFile } from './fetch-file';
import { fileNameOf, type RemoteArchive, type RemoteFile } from './remote-file';
import { runProgram } from './run-program';
import { unpackTar } from './unpack-tar';
import { unpackZip } from './unpack-zip';
import { readDownloads, recordDownload, verdictOn } from './verify-file';

export interface ObtainOptions extends Pick<FetchOptions, 'tries' | 'pause' | 'stall'> {
  /** The folder of corpora. */
  readonly root: string;
  /** Leave the archives where they were fetched to. */
  readonly keep?: boolean;
  readonly report: Report;
  readonly signal?: AbortSignal;
}

/** Downloads wait for each other for so long: the second comer then finds what it wants. */
const patience = 24 * 3600;

/** Where archives and the record of them lie, below the folder of corpora. */
const paths = (root: string) => ({
  downloads: join(root, '.svtk/downloads'),
  record: join(root, '.svtk/downloads.json'),
  lock: join(root, '.svtk/downloads.lock'),
  unpacking: join(root, '.svtk/unpacking'),
});

/**
 * Brings an archive's contents to their places below `root`: fetched with resume, held to its checksum, unpacked beside, renamed.
 * What is there already is left alone; a call that is killed anywhere is gone on with by the next.
 * @returns whether something was fetched
 * @throws EnvironmentError for network, disk and checksum; DataError for an archive that is refused or lacks what it should have
 */
export async function obtainArchive(name: string, archive: RemoteArchive, options: ObtainOptions): Promise<boolean> {
  const { root, report, signal } = options;
  const missing = (): boolean => archive.places.some(({ to }) => !existsSync(join(root, to)));
  if (!missing()) return false;
  mkdirSync(root, { recursive: true });
  const lock = await acquireLock(paths(root).lock, {
    command: `svtk download ${name}`,
    wait: patience,
    report,
    ...(signal && { signal }),
  });
  try {
    if (!missing()) return false;
    rmSync(paths(root).unpacking, { recursive: true, force: true });
    const left = Math.max(0, archive.packed - fetchedBytes(archive, root));
    requireSpace(root, left + archive.unpacked / 2, name);
    for (const part of archive.parts) await fetchAndVerify(part, options);
    await unpack(name, archive, options);
    if (options.keep !== true) {
      for (const part of archive.parts) rmSync(join(paths(root).downloads, fileNameOf(part)), { force: true });
    }
    return true;
  } catch (error) {
    throw signal?.aborted ? signal.reason : explainFullDisk(error, root, archive.unpacked, name);
  } finally {
    rmSync(paths(root).unpacking, { recursive: true, force: true });
    lock.release();
  }
}

/** What earlier calls fetched of an archive, whole parts and beginnings. */
function fetchedBytes({ parts }: RemoteArchive, root: string): Bytes {
  const files = parts
    .map(part => join(paths(root).downloads, fileNameOf(part)))
    .flatMap(path => [path, `${path}.part`]);
  return files.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** The bytes of one part, known to be right; a file that is not the published one is fetched once more, from its start. */
async function fetchAndVerify(file: RemoteFile, { root, report, ...options }: ObtainOptions): Promise<void> {
  const name = fileNameOf(file);
  const path = join(paths(root).downloads, name);
  const first = readDownloads(paths(root).record)[name];
  // A published checksum is more than what once was trusted.
  const known = (file.sha256 ?? file.md5) === undefined ? first?.sha256 : undefined;
  for (let again = false; ; again = true) {
    await fetchFile(file, path, {
      ...options,
      progress: bar(report, `fetching ${name}`),
      note: text => report({ type: 'note', text }),
    });
    const checking = bar(report, `checking ${name}`);
    const verdict = await verdictOn(path, file, known, done => checking(done, file.bytes));
    if (verdict.good) {
      if (verdict.trusted === 'first use' && first === undefined) {
        const text = `${name}: nobody publishes its checksum, so this download is trusted: sha256 ${verdict.sha256}`;
        report({ type: 'warning', text });
      }
      return recordDownload(paths(root).record, name, verdict);
    }
    rmSync(path);
    const { expected, found } = verdict;
    if (again) {
      throw new EnvironmentError({
        what: 'the downloaded file is not the published one, twice; it was deleted',
        where: file.urls[0] ?? name,
        expected: `${expected}${file.checksumFrom === undefined ? '' : ` (${file.checksumFrom})`}`,
        found,
        remedy: `try again later or elsewhere; if its owners changed it, put their file at ${path} and its line out of ${paths(root).record}`,
      });
    }
    report({ type: 'warning', text: `${name}: expected ${expected}, found ${found}; it is fetched anew` });
  }
}

async function unpack(name: string, archive: RemoteArchive, { root, report, signal }: ObtainOptions): Promise<void> {
  const files = archive.parts.map(part => join(paths(root).downloads, fileNameOf(part)));
  const [first = ''] = files;
  const folder = paths(root).unpacking;
  const progress = bar(report, `unpacking ${name}`);
  const limits = {
    most: archive.unpacked,
    progress: (read: number) => progress(read, Math.max(read, archive.packed)),
    ...(signal && { signal }),
  };
  mkdirSync(folder);
  if (archive.form === 'tar.gz') await unpackTar(files, folder, limits);
  else if (archive.form === 'zip') await unpackZip(first, folder, limits);
  await flush(folder, signal);
  for (const { from, to } of archive.places) {
    const [source, target] = [archive.form === 'plain' ? first : join(folder, from), join(root, to)];
    if (!existsSync(source)) {
      const found = readdirSync(folder).slice(0, 5).join(', ');
      throw new DataError({
        what: `the archive of ${name} lacks what svtk needs of it`,
        where: first,
        expected: from,
        found,
      });
    }
    if (existsSync(target)) continue;
    mkdirSync(dirname(target), { recursive: true });
    renameSync(source, target);
    syncDirectory(dirname(target));
  }
}

/** All files of a folder to the disk at once: 600,000 calls of fsync would take an hour. */
async function flush(folder: string, signal: AbortSignal | undefined): Promise<void> {
  const remedy = 'install coreutils';
  await runProgram({ name: 'sync', args: ['-f', folder], remedy, ...(signal && { signal }) });
}

function bar(report: Report, stage: string): (done: number, total: number | undefined) => void {
  let last = 0;
  return (done, total) => {
    const now = performance.now();
    if (now - last < 200 && done !== total) return;
    last = now;
    const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10;
    report({ type: 'progress', stage, done: megabytes(done), total: megabytes(total ?? done), unit: 'MB' });
  };
}
