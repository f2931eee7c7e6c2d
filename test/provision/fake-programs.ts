import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder with a shell script by the name of a program, to be put first in PATH. */
export function fakeProgram(folder: string, name: string, script: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A python3 whose `pip download` copies one file to the folder after --dest; `before` runs first. */
export function fakePip(folder: string, wheel: string, before = ''): void {
  fakeProgram(
    folder,
    'python3',
    `while [ $# -gt 0 ]; do
  if [ "$1" = --dest ]; then dest=$2; fi
  shift
done
${before}
cp '${wheel}' "$dest/"`,
  );
}

/** A python3 whose pip prints a text to standard error and fails. */
export function failingPip(folder: string, text: string, code = 1): void {
  fakeProgram(folder, 'python3', `cat >&2 <<'END'\n${text}\nEND\nexit ${code}`);
}

/** Runs with folders put before PATH, or in its place, and puts PATH back. */
export async function withPath<T>(path: string, work: () => Promise<T>): Promise<T> {
  const before = process.env['PATH'];
  process.env['PATH'] = path;
  try {
    return await work();
  } finally {
    process.env['PATH'] = before;
  }
}

/** Whether a process runs; one that has ended and that nobody has asked about yet (a zombie) does not. */
export function isRunning(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && !/^\d+ \(.*\) Z/.test(readFileSync(stat, 'utf8'));
}
