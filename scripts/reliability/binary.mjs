import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './load.mjs';

export const binary = join(root, 'bin/svtk.js');

/**
 * Starts the real binary. `options.under` is a program to run it under (strace and its words); `said` is what it has written
 * to stderr so far; `ended` gives code, signal, out, err and seconds.
 */
export function start(folder, words, { env = {}, under = [], detached = false } = {}) {
  const [program, ...before] = [...under, process.execPath, binary];
  const began = performance.now();
  const child = spawn(program, [...before, ...words], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  });
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', more => {
    text.out += more;
  });
  child.stderr.setEncoding('utf8').on('data', more => {
    text.err += more;
  });
  const ended = new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => done({ code, signal, ...text, seconds: (performance.now() - began) / 1000 }));
  });
  return { child, ended, said: () => text.err };
}

/** The real binary from start to end. */
export function run(folder, words, options) {
  return start(folder, words, options).ended;
}

export const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Waits until `seen` is true or the process has ended; says which. */
export async function until(child, seen) {
  while (child.exitCode === null && child.signalCode === null) {
    if (seen()) return true;
    await pause(5);
  }
  return false;
}
