import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { start, until } from './binary.mjs';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { root, svtk, testModule } from './load.mjs';

const { randomOf } = svtk('core/random');
const { writeVectors } = svtk('manifest/vectors');

const mostMegabytes = 1.5 * 1024;
const mostGrowth = 400; // MB for each further million utterances
const mostPerEpoch = 0.02; // of the resident memory, from the second epoch to the last
const epochs = 10;

const million = join(root, 'test/audio/million.cjs');

function measured(words) {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Resident memory of a process in MB, now (`VmRSS`) or at most so far (`VmHWM`); undefined when it has ended. */
function memoryOf(pid, field) {
  try {
    const found = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? undefined : Number(found[1]) / 1024;
  } catch {
    return undefined;
  }
}

/** Peaks in MB of writing and of opening shards of so many utterances, the larger one. */
function shardsPeak(folder, total, count) {
  const directory = join(folder, String(total));
  mkdirSync(directory);
  const written = measured([million, 'write', directory, String(total)]);
  const opened = measured([million, 'open', directory, String(total)]);
  rmSync(directory, { recursive: true });
  count.check(opened.wrong === 0, `${opened.wrong} of ${total} wrong`);
  return Math.max(written.resident, opened.resident);
}

/** Writes a trial list and its embeddings, and lets the real binary score it; its peak in MB. */
async function scoringPeak(folder, rows, count) {
  const speakers = 4000;
  const ids = Array.from({ length: speakers * 10 }, (_, row) => `id${row % speakers}/video/${row}.wav`);
  const random = randomOf(1, 'R18');
  const data = Float32Array.from({ length: ids.length * 64 }, () => random.normal());
  writeVectors(join(folder, 'e.npy'), { ids, vectors: { rows: ids.length, columns: 64, data } });
  const file = openSync(join(folder, 'trials'), 'w');
  for (let row = 0; row < rows; row += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, at) => {
      const [enroll, test] = [(row + at) % ids.length, ((row + at) * 7919 + 13) % ids.length];
      return `${ids[enroll]} ${ids[test]} ${enroll % speakers === test % speakers || at % 50 === 0 ? 'target' : 'nontarget'}`;
    });
    writeSync(file, `${lines.join('\n')}\n`);
  }
  closeSync(file);
  const words = ['score', 'trials', '--embeddings', 'e.npy', '--out', 'scores'];
  const { child, ended } = start(folder, words);
  let peak = 0;
  await until(child, () => {
    peak = Math.max(peak, memoryOf(child.pid, 'VmHWM') ?? 0);
  });
  const { code, err } = await ended;
  count.check(code === 0, `svtk score: exit code ${code}: ${err}`);
  return peak;
}

/** Resident memory in MB at the end of each epoch of a training of the tiny network. */
async function epochsMemory(folder, utterances, count) {
  const { tinyRecipe } = await testModule('end-to-end/rig');
  writeFileSync(join(folder, 'tiny.yaml'), tinyRecipe);
  const words = ['run', 'tiny.yaml', `training.epochs=${epochs}`, `data.train.0.corpus.utterances=${utterances}`];
  const { child, ended } = start(folder, [
    ...words,
    'training.checkpoint_steps=50',
    '--to',
    'train',
    '--device',
    'cpu',
  ]);
  const perEpoch = (8 * 2 * utterances) / 8; // steps: speakers × sessions × utterances in batches of 8
  const metrics = join(folder, 'exp/tiny/default/metrics.jsonl');
  const found = [];
  await until(child, () => {
    const step = lastStep(metrics);
    const memory = memoryOf(child.pid, 'VmRSS');
    if (memory !== undefined && step >= perEpoch * (found.length + 1)) found.push(memory);
  });
  const { code, err } = await ended;
  count.check(code === 0, `svtk run: exit code ${code}: ${err}`);
  return found;
}

function lastStep(metrics) {
  try {
    const steps = [...readFileSync(metrics, 'utf8').matchAll(/"step":(\d+)/g)];
    return Number(steps.at(-1)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

export default {
  id: 'R18',
  what: 'memory: 1,000,000 utterances, 10,000,000 trials, 10 epochs',
  goal: '1.5 GiB at most; 400 MB at most for each further million; flat over the epochs (2 %)',
  run: ({ size, report }) =>
    inFolder(async folder => {
      const [utterances, rows] = [size(20_000, 1_000_000), size(100_000, 10_000_000)];
      const count = new Count();
      const peaks = [utterances, 2 * utterances].map(total => {
        report(`${total} utterances`);
        return shardsPeak(folder, total, count);
      });
      count.check(peaks[0] <= mostMegabytes, `${peaks[0]} MB for ${utterances} utterances`);
      const growth = ((peaks[1] - peaks[0]) * 1e6) / utterances;
      // Of a small share nothing can be said for a million: start-up and garbage outweigh the utterances.
      if (utterances === 1e6) count.check(growth <= mostGrowth, `${growth.toFixed(0)} MB a million`);
      report(`${rows} trials`);
      const scoring = await scoringPeak(folder, rows, count);
      count.check(scoring <= mostMegabytes, `${scoring} MB for ${rows} trials`);
      report(`${epochs} epochs`);
      const memory = await epochsMemory(folder, size(6, 100), count);
      const [second, last] = [memory[1], memory.at(-1)];
      const grown = last / second - 1;
      // Nor of epochs of a second: V8 has not yet collected once.
      if (utterances === 1e6) count.check(grown <= mostPerEpoch, `epochs: ${memory.map(Math.round).join(' ')} MB`);
      const shards = `${peaks[0].toFixed(0)} MB for ${utterances.toLocaleString('en')} utterances`;
      const more = utterances === 1e6 ? `, ${growth.toFixed(0)} for the next million` : '';
      const trials = `${scoring.toFixed(0)} MB to score ${rows.toLocaleString('en')} trials`;
      const flat = `${(100 * grown).toFixed(1)} % from epoch 2 (${second?.toFixed(0)} MB) to ${memory.length}`;
      return count.with(`${shards}${more}; ${trials}; ${flat}`);
    }),
};
