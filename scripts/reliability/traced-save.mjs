import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotHere } from './count.mjs';
import { compiled, svtk } from './load.mjs';

const { loadLastCheckpoint, saveCheckpoint } = svtk('training/checkpoint');
const { removeLeftovers } = svtk('pipeline/work-folder');

const values = 5000;
const calls = ['mkdir', 'openat', 'write', 'fsync', 'rename', 'unlink', 'rmdir'];

const stateAt = step => ({
  step,
  tensors: new Map([
    ['w', { shape: [values], data: Float32Array.from({ length: values }, (_, index) => step + index) }],
  ]),
  state: {},
});

const program = `
  const { saveCheckpoint } = require(${JSON.stringify(compiled('training/checkpoint'))});
  const data = Float32Array.from({ length: ${values} }, (_, index) => 30 + index);
  const tensors = new Map([['w', { shape: [${values}], data }]]);
  try { saveCheckpoint(process.argv[2], { step: 30, tensors, state: {} }, { report() {} }); }
  catch (error) { require('node:fs').writeSync(1, error.message); process.exitCode = error.exitCode ?? 1; }`;

/** Saving step 30 beside the checkpoints 10 and 20, in a process under strace. Throws NotHere without strace. */
export function tracedSave(folder) {
  if (spawnSync('strace', ['-V']).status !== 0) throw new NotHere('strace is missing');
  const work = join(folder, 'checkpoints');
  writeFileSync(join(folder, 'save.cjs'), program);
  for (const step of [10, 20]) saveCheckpoint(join(folder, 'before'), stateAt(step), { report() {} });

  const save = (...options) => {
    rmSync(work, { recursive: true, force: true });
    cpSync(join(folder, 'before'), work, { recursive: true });
    const file = join(folder, 'trace');
    const words = ['-qq', '-o', file, '-e', `trace=statfs,${calls}`, ...options];
    const began = performance.now();
    const { status, stdout } = spawnSync('strace', [...words, process.execPath, join(folder, 'save.cjs'), work], {
      encoding: 'utf8',
      env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
    });
    const seconds = (performance.now() - began) / 1000;
    return { status, out: stdout, seconds, trace: readFileSync(file, 'utf8').split('\n') };
  };

  /** Names of what the fault has spoilt, after the next start has tidied up; empty where all is well. */
  const harm = () => {
    const warnings = [];
    const load = () => loadLastCheckpoint(work, { report: event => warnings.push(event) });
    const isWhole = found => found?.tensors.get('w')?.data.every((value, index) => value === found.step + index);
    const found = load();
    const faults = [];
    if (![20, 30].includes(found?.step) || !isWhole(found)) faults.push(`step ${found?.step} is loaded`);
    removeLeftovers(work);
    const names = readdirSync(work);
    if (names.some(name => name.includes('tmp'))) faults.push('something half-written is left');
    if (names.filter(name => name.startsWith('ckpt-')).length < 2) faults.push('fewer than two checkpoints');
    saveCheckpoint(work, stateAt(30), { report() {} });
    if (load()?.step !== 30 || warnings.length > 0) faults.push('it does not go on');
    return faults;
  };

  return { work, save, harm, calls: () => callsOf(save().trace, work) };
}

/** The calls of one undisturbed save: name, and which one of that name it is in the life of the process. */
function callsOf(trace, work) {
  const start = trace.findIndex(line => line.startsWith('statfs('));
  const counts = new Map();
  const all = trace.map((line, place) => {
    const name = /^([a-z]+)\(/.exec(line)?.[1] ?? '';
    const k = (counts.get(name) ?? 0) + 1;
    counts.set(name, k);
    return { name, k, place, tries: line.includes('EEXIST') }; // Node makes a folder that exists by trying
  });
  const end = trace.findLastIndex(line => line.includes(work)); // what follows is Node going home
  return all.filter(({ name, place, tries }) => place > start && place <= end && calls.includes(name) && !tries);
}

/** About `most` of these, evenly spread. */
export function spread(all, most) {
  const step = Math.max(1, all.length / most);
  return all.filter((_, place) => Math.floor(place / step) !== Math.floor((place - 1) / step));
}
