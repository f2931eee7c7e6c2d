import { spawn } from 'node:child_process';
import { EnvironmentError } from '../core/errors';

export interface Program {
  readonly name: string;
  readonly args: readonly string[];
  /** Added to this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** What to install where the program is missing. */
  readonly remedy: string;
  readonly signal?: AbortSignal;
}

export interface Outcome {
  readonly ok: boolean;
  /** `exit code 1`, `signal SIGKILL`. */
  readonly ending: string;
  /** Standard output and error together, their last 64 KiB. */
  readonly output: string;
}

const kept = 65_536;

/** Runs a program to its end, English messages asked for; throws EnvironmentError only where it cannot be started. */
export function runProgram({ name, args, env, remedy, signal }: Program): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, [...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C', ...env },
      // A group of its own, so that to stop it is to stop what it started: c++ starts cc1plus and leaves it running.
      detached: true,
    });
    const stop = (): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    };
    signal?.addEventListener('abort', stop, { once: true });
    let output = '';
    const keep = (text: string): void => {
      output = (output + text).slice(-kept);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', (error: NodeJS.ErrnoException) => {
      const what = error.code === 'ENOENT' ? `cannot find ${name}` : `cannot start ${name}`;
      reject(
        new EnvironmentError(
          { what, ...(error.code === 'ENOENT' ? {} : { found: error.message }), remedy },
          { cause: error },
        ),
      );
    });
    child.on('close', (code, killedBy) => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) return reject(signal.reason);
      resolve({ ok: code === 0, ending: code === null ? `signal ${killedBy}` : `exit code ${code}`, output });
    });
  });
}

/** The last lines of a program's output, for an error message. */
export function lastLines(output: string, lines = 6): string {
  const all = output
    .split('\n')
    .map(line => line.trimEnd())
    .filter(line => line !== '');
  return all.slice(-lines).join('\n    ');
}
