import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package-root';
import { removeLeftovers } from '../../src/pipeline/work-folder';
import { type Checkpoint, loadLastCheckpoint, saveCheckpoint } from '../../src/training/checkpoint';

const values = 5000;
const calls = ['mkdir', 'openat', 'write', 'fsync', 'rename', 'unlink', 'rmdir'];
const silent = { report: () => undefined };

/** One of the calls of a save: its name, and which one of that name it is in the life of the process. */
export interface TracedCall {
  readonly name: string;
  readonly k: number;
}

export interface Saved {
  readonly status: number | null;
  /** The message of the error that ended it. */
  readonly out: string;
  readonly seconds: number;
  readonly trace: string;
}

/** Saving step 30 beside the checkpoints 10 and 20 in a process of its own, under strace. */
export interface TracedSave {
  /** The checkpoints' folder. */
  readonly work: string;
  /** The calls of one undisturbed save. */
  calls(): TracedCall[];
  /** Saves with a fault: `inject=write:error=EIO:when=3`. */
  save(fault: string): Saved;
  /** What the fault has spoilt, after the next start has tidied up, in words; empty where all is well. */
  harm(): string[];
}

const stateAt = (step: number): Checkpoint => ({
  step,
  tensors: new Map([
    ['w', { shape: [values], data: Float32Array.from({ length: values }, (_, index) => step + index) }],
  ]),
  state: {},
});

const program = `
  const { saveCheckpoint } = require(process.argv[3]);
  const data = Float32Array.from({ length: ${values} }, (_, index) => 30 + index);
  const tensors = new Map([['w', { shape: [${values}], data }]]);
  try { saveCheckpoint(process.argv[2], { step: 30, tensors, state: {} }, { report() {} }); }
  catch (error) { require('node:fs').writeSync(1, error.message); process.exitCode = error.exitCode ?? 1; }`;

export function straceIsThere(): boolean {
  return spawnSync('strace', ['-V']).status === 0;
}

/** Sets the save up in a folder; needs strace and compiled modules. */
export function tracedSave(folder: string): TracedSave {
  const work = join(folder, 'checkpoints');
  writeFileSync(join(folder, 'save.cjs'), program);
  for (const step of [10, 20]) saveCheckpoint(join(folder, 'before'), stateAt(step), silent);

  const traced = (...options: readonly string[]): Saved => {
    rmSync(work, { recursive: true, force: true });
    cpSync(join(folder, 'before'), work, { recursive: true });
    const file = join(folder, 'trace');
    const words = ['-qq', '-o', file, '-e', `trace=statfs,${calls}`, ...options, process.execPath];
    const began = performance.now();
    const { status, stdout } = spawnSync(
      'strace',
      [...words, join(folder, 'save.cjs'), work, join(packageRoot, 'dist/training/checkpoint.js')],
      { encoding: 'utf8', env: { ...process.env, UV_THREADPOOL_SIZE: '1' } },
    );
    const seconds = (performance.now() - began) / 1000;
    return { status, out: stdout, seconds, trace: readFileSync(file, 'utf8') };
  };

  return {
    work,
    calls: () => callsOf(traced().trace.split('\n'), work),
    save: fault => traced('-e', fault),
    harm: () => harmTo(work),
  };
}

function callsOf(trace: readonly string[], work: string): TracedCall[] {
  const start = trace.findIndex(line => line.startsWith('statfs('));
  const counts = new Map<string, number>();
  const found = trace.map((line, place) => {
    const name = /^([a-z]+)\(/.exec(line)?.[1] ?? '';
    const k = (counts.get(name) ?? 0) + 1;
    counts.set(name, k);
    // Node makes a folder that exists by trying, and what killed processes left is looked for; that either fails is no fault.
    return { name, k, place, tries: /EEXIST|O_DIRECTORY/.test(line) };
  });
  const end = trace.findLastIndex(line => line.includes(work)); // what follows is Node going home
  return found
    .filter(({ name, place, tries }) => place > start && place <= end && calls.includes(name) && !tries)
    .map(({ name, k }) => ({ name, k }));
}

/** A whole checkpoint must be there, nothing half, and work must go on. */
function harmTo(work: string): string[] {
  const faults: string[] = [];
  const load = (): Checkpoint | undefined =>
    loadLastCheckpoint(work, { report: event => void faults.push(JSON.stringify(event)) });
  const isWhole = ({ step, tensors }: Checkpoint): boolean =>
    tensors.get('w')?.data.length === values && tensors.get('w')!.data.every((value, at) => value === step + at);
  const found = load();
  if (found === undefined || ![20, 30].includes(found.step) || !isWhole(found))
    faults.push(`step ${found?.step} is loaded`);
  removeLeftovers(work);
  const names = readdirSync(work);
  if (names.some(name => name.includes('tmp'))) faults.push('something half-written is left');
  if (names.filter(name => name.startsWith('ckpt-')).length < 2) faults.push('fewer than two checkpoints');
  saveCheckpoint(work, stateAt(30), silent);
  const last = load();
  if (last?.step !== 30 || !isWhole(last)) faults.push('it does not go on');
  return faults;
}
