import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, realpathSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describeBytes, describeFree, explainDiskFault, isDiskFault } from './disk-fault';
import { EnvironmentError, LockedError } from './errors';
import type { Report } from './events';
import type { Seconds } from './units';

/** A lock that the kernel holds for this process and drops when the process ends, however it ends. */
export interface Lock {
  readonly path: string;
  release(): void;
}

export interface LockOptions {
  /** What the holder is doing, shown to whoever finds the lock taken: `svtk run recipe.yaml`. */
  readonly command: string;
  /** How long to wait for the holder, 0 by default; the wait is reported once. */
  readonly wait?: Seconds;
  readonly report?: Report;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

const noteSize = 1000; // bytes, about
const pollInterval = 250; // ms between two tries while waiting

/**
 * Takes the lock file at `path` for this process; the file stays, with a JSON note {pid, host, start, command} of its last holder.
 * Throws LockedError, naming the holder, when it is still taken after `wait`.
 */
export async function acquireLock(path: string, options: LockOptions): Promise<Lock> {
  const file = openLockFile(path);
  try {
    const deadline = performance.now() + (options.wait ?? 0) * 1000;
    for (let waited = false; ; waited = true) {
      const hold = await tryLock(file, path, waited ? undefined : options.report);
      if (hold !== undefined) {
        writeNote(file, path, options.command);
        const release = (): void => {
          hold();
          if (!released) closeSync(file);
          released = true;
        };
        let released = false;
        return { path, release };
      }
      if (performance.now() >= deadline) throw taken(path);
      if (!waited) options.report?.({ type: 'note', text: `${path}: waiting for ${readHolder(path)}` });
      await new Promise(resolve => setTimeout(resolve, pollInterval));
      options.signal?.throwIfAborted();
    }
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function openLockFile(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'a+', 0o644);
  } catch (error) {
    if (isDiskFault(error)) throw explainDiskFault(error, { path, need: noteSize });
    throw new EnvironmentError(
      {
        what: 'cannot write the lock file',
        where: path,
        expected: `room for ${describeBytes(noteSize)}`,
        found: `${describeFree(path)} (${error instanceof Error ? error.message : String(error)})`,
        remedy: 'choose another folder, or correct its permissions',
      },
      { cause: error },
    );
  }
}

type Release = () => void;

/** Undefined when someone else holds it. */
async function tryLock(file: number, path: string, report: Report | undefined): Promise<Release | undefined> {
  // The lock belongs to the open file, which flock(1) shares with us: it stays ours after flock(1) has ended.
  // Node opens files close-on-exec, so children that we start later do not keep it alive.
  const flock = spawn('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'pipe', file] });
  const { code, output, missing } = await ended(flock);
  if (missing) {
    report?.({
      type: 'warning',
      text: `no flock program (util-linux): ${path} guards only against other processes of this machine`,
    });
    return bindSocket(path);
  }
  if (code === 0) return () => undefined;
  if (code === 1 && output === '') return undefined;
  throw new EnvironmentError({
    what: 'cannot lock the file',
    where: path,
    found: output === '' ? `flock ended with ${code}` : output,
    remedy: 'put the folder on a file system that supports flock (a local disk, NFS 4)',
  });
}

function ended(child: ChildProcess): Promise<{ code: number | null; output: string; missing: boolean }> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve({ code: null, output, missing: true });
      else reject(error);
    });
    child.on('close', code => resolve({ code, output: output.trim(), missing: false }));
  });
}

/** Without flock(1): a Unix socket in Linux's abstract name space, which also belongs to one process and dies with it. */
function bindSocket(path: string): Promise<Release | undefined> {
  const place = join(realpathSync(dirname(path)), basename(path));
  const name = `\0svtk-${createHash('sha256').update(place).digest('hex')}`;
  return new Promise((resolve, reject) => {
    const server = createServer(connection => connection.destroy());
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(name, () => resolve(() => server.close()));
    server.unref();
  });
}

function writeNote(file: number, path: string, command: string): void {
  const job = process.env['SLURM_JOB_ID'];
  const note = {
    pid: process.pid,
    host: hostname(),
    start: new Date().toISOString(),
    command,
    ...(job === undefined ? {} : { slurmJob: job }),
  };
  try {
    ftruncateSync(file);
    writeSync(file, `${JSON.stringify(note)}\n`);
  } catch (error) {
    throw explainDiskFault(error, { path, need: noteSize });
  }
}

/** The note as words; it may be empty for the instant between taking the lock and writing it. */
function readHolder(path: string): string {
  try {
    const note: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof note === 'object' && note !== null && 'pid' in note && 'host' in note) {
      const job = 'slurmJob' in note ? `, Slurm job ${note.slurmJob}` : '';
      const start = 'start' in note ? ` since ${note.start}` : '';
      const command = 'command' in note ? ` (${note.command})` : '';
      return `process ${note.pid} on ${note.host}${job}${start}${command}`;
    }
  } catch {
    // Not yet written: nothing to name.
  }
  return 'a process that has not written its name yet';
}

function taken(path: string): LockedError {
  return new LockedError({
    what: 'another process works here',
    where: path,
    found: readHolder(path),
    remedy: 'wait for it, or stop it: the lock goes with the process and needs no cleaning up',
  });
}
