import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { packageRoot } from '../../src/core/package-root';
import { removeLeftovers } from '../../src/pipeline/work-folder';
import { type Checkpoint, loadLastCheckpoint, saveCheckpoint } from '../../src/training/checkpoint';

// strace makes the k-th system call of a save fail: killed there, the disk full, or broken. All of them with SVTK_SLOW=1.
const strace = spawnSync('strace', ['-V']).status === 0;
if (!strace) console.warn('strace is missing: saving checkpoints is not tested under faults');
const withStrace = strace ? test : test.skip;
const every = process.env['SVTK_SLOW'] === '1' ? 1 : 4;

const values = 5000;
let folder: string;
let work: string;

const stateAt = (step: number): Checkpoint => ({
  step,
  tensors: new Map([
    ['w', { shape: [values], data: Float32Array.from({ length: values }, (_, index) => step + index) }],
  ]),
  state: {},
});

/** Saves step 30, and prints the message of an error. */
const program = `
  import { saveCheckpoint } from '${packageRoot}/dist/training/checkpoint.js';
  const data = Float32Array.from({ length: ${values} }, (_, index) => 30 + index);
  try {
    saveCheckpoint(process.argv[2], { step: 30, tensors: new Map([['w', { shape: [${values}], data }]]), state: {} }, { report() {} });
  } catch (error) {
    require('node:fs').writeSync(1, error.message);
    process.exitCode = error.exitCode ?? 1;
  }`;

beforeAll(() => {
  expect(spawnSync('node', [join(packageRoot, 'scripts/build.mjs')], { encoding: 'utf8' }).stderr).toBe('');
  folder = mkdtempSync(join(tmpdir(), 'svtk-faults-'));
  work = join(folder, 'checkpoints');
  writeFileSync(join(folder, 'save.cjs'), transformSync(program, { loader: 'ts', format: 'cjs' }).code);
  for (const step of [10, 20]) saveCheckpoint(join(folder, 'before'), stateAt(step), { report: () => undefined });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const calls = ['mkdir', 'openat', 'write', 'fsync', 'rename', 'unlink', 'rmdir'];

function saveTraced(...options: readonly string[]): { status: number | null; out: string; trace: string[] } {
  rmSync(work, { recursive: true, force: true });
  cpSync(join(folder, 'before'), work, { recursive: true });
  const file = join(folder, 'trace');
  const words = ['-qq', '-o', file, '-e', `trace=statfs,${calls}`, ...options];
  const { status, stdout } = spawnSync('strace', [...words, process.execPath, join(folder, 'save.cjs'), work], {
    encoding: 'utf8',
  });
  return { status, out: stdout, trace: readFileSync(file, 'utf8').split('\n') };
}

/** The calls of one undisturbed save: name, and which one of that name it is in the life of the process. */
function callsOfSave(): { name: string; k: number }[] {
  const { trace } = saveTraced();
  const start = trace.findIndex(line => line.startsWith('statfs('));
  const counts = new Map<string, number>();
  const found = trace.map((line, place) => {
    const name = /^([a-z]+)\(/.exec(line)?.[1] ?? '';
    const k = (counts.get(name) ?? 0) + 1;
    counts.set(name, k);
    // Node makes a folder that exists by trying; that this try fails is no fault.
    return { name, k, place, tries: line.includes('EEXIST') };
  });
  const end = trace.findLastIndex(line => line.includes(work)); // what follows is Node going home
  return found.filter(({ name, place, tries }) => place > start && place <= end && calls.includes(name) && !tries);
}

/** After the fault, and after the next start has tidied up: a whole checkpoint is there, nothing half, and work goes on. */
function expectWhole(): void {
  const warnings: string[] = [];
  const load = (): Checkpoint | undefined =>
    loadLastCheckpoint(work, { report: event => void warnings.push(JSON.stringify(event)) });
  const { step, tensors } = load() ?? { step: Number.NaN, tensors: new Map() };
  expect([20, 30]).toContain(step);
  expect(tensors).toEqual(stateAt(step).tensors);
  removeLeftovers(work);
  expect(readdirSync(work).filter(name => name.includes('tmp'))).toEqual([]);
  expect(readdirSync(work).filter(name => name.startsWith('ckpt-')).length).toBeGreaterThanOrEqual(2);
  saveCheckpoint(work, stateAt(30), { report: () => undefined });
  expect(load()?.tensors).toEqual(stateAt(30).tensors);
  expect(warnings).toEqual([]);
}

withStrace('a save that is killed at any call leaves the checkpoint before or the new one', () => {
  const all = callsOfSave();
  expect(all.length).toBeGreaterThan(25);
  for (const { name, k } of all.filter((_, place) => place % every === 0)) {
    const { trace } = saveTraced('-e', `inject=${name}:signal=KILL:when=${k}`);
    expect(trace.join('\n')).toContain('killed by SIGKILL');
    expectWhole();
  }
});

withStrace.each([
  [
    'ENOSPC',
    /^.*: expected room for 20\.\d kB, found .* free \(ENOSPC\)\n {2}make room.*the last checkpoint is .*ckpt-0000[23]0$/,
  ],
  [
    'EIO',
    /^.*: expected room for 20\.\d kB, found .* free \(EIO\)\n {2}see dmesg.*the last checkpoint is .*ckpt-0000[23]0$/,
  ],
])(
  'a save in which any call meets %s says path, need, free and what is kept, and takes its half away',
  (fault, message) => {
    const writing = callsOfSave().filter(({ name }) => ['mkdir', 'openat', 'write', 'fsync', 'rename'].includes(name));
    for (const { name, k } of writing.filter((_, place) => place % (every === 1 ? 1 : 2 * every) === 0)) {
      const { status, out } = saveTraced('-e', `inject=${name}:error=${fault}:when=${k}`);
      expect({ name, k, status, out }).toEqual({ name, k, status: 3, out: expect.stringMatching(message) });
      expect(readdirSync(work).filter(file => file.includes('tmp'))).toEqual([]);
      expectWhole();
    }
  },
);
