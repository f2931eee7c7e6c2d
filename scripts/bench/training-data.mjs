// How fast ResNet34 is fed with all augmentation on, by 1, 2 and 4 workers: node scripts/build.mjs && node scripts/bench/training-data.mjs [--steps 12] [--batch 32]
// Each crop gets a speed, noise, music and babble (three recordings), a room and SpecAugment: more than any recipe asks for.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeSounds } from './sound-folders.mjs';

const require = createRequire(import.meta.url);
const { writeShards } = require('../../dist/audio/shard-writer.js');
const { openShards } = require('../../dist/audio/shards.js');
const { startBatches } = require('../../dist/training/batches.js');
const { prepareFolders } = require('../../dist/augment/prepare-folders.js');

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '12' },
    batch: { type: 'string', default: '32' },
    seconds: { type: 'string', default: '4' },
  },
});
const [steps, batch] = [Number(values.steps), Number(values.batch)];
/** Steps that trace and warm up, and find batches that were made meanwhile. */
const first = 3;

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'svtk-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
writeSounds(folder);
const noise = { folder: join(folder, 'noise') };
const augment = [
  { type: 'speed' },
  { type: 'noise', from: noise },
  { type: 'music', from: noise },
  { type: 'babble', from: noise, voices: [3, 3] },
  { type: 'reverb', from: { folder: join(folder, 'rooms') } },
];
const recipe = join(root, 'recipes/generated-voices/resnet.yaml');

/** Trains in a process of its own, as users do, and gives the lines of its metrics.jsonl. */
function train(workers) {
  const settings = {
    model: { type: 'resnet34' },
    'training.batch': batch,
    'training.epochs': (steps * batch) / 1000 + 1e-6,
    'training.workers': workers,
    'training.augment': augment,
    'training.spec_augment': { probability: 1 },
    'training.checkpoint_steps': 1000,
  };
  const words = Object.entries(settings).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  // Workers change no result, so that a second run would find everything done.
  const command = [join(root, 'bin/svtk.js'), 'train', recipe, ...words, '--exp', folder, '--fresh', '--device', 'cpu'];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`svtk train ended with ${status}\n${stdout}\n${stderr}`);
  const lines = readFileSync(join(folder, 'generated-voices-resnet/default/metrics.jsonl'), 'utf8').trim().split('\n');
  return lines.map(line => JSON.parse(line)).slice(first);
}

/** Shards of utterances and of the sounds that `augment` names. */
async function prepare() {
  const utterances = Array.from({ length: 256 }, (_, row) => ({
    id: `utt-${row}`,
    audio: '',
    speaker: `s${row % 32}`,
  }));
  const source = {
    kind: 'module',
    module: require.resolve('../../test/audio/tone-source.cjs'),
    options: { seconds: 4 },
  };
  const [directory, common] = [join(folder, 'shards'), { sampleRate: 16000, workers: 2, maxBad: 0 }];
  await writeShards({ utterances, total: 256, directory, source, ...common });
  const prepared = await prepareFolders({ augment, directory: join(folder, 'sounds'), ...common });
  const sources = Object.entries(prepared).map(([name, summary]) => [name, openShards(summary.directory)]);
  return { shards: openShards(directory), sources: Object.fromEntries(sources) };
}

/** Crops a second where nothing takes time but making them, and the processor time of one. */
async function delivered(workers, prepared) {
  const batches = startBatches({ ...prepared, crop: 32000, batch, workers, seed: 1, epochs: 1e6, augment });
  for (let warm = 0; warm < 2 * workers + 4; warm++) (await batches.next()).release();
  const [started, used] = [performance.now(), process.cpuUsage()];
  let crops = 0;
  while (performance.now() - started < 1000 * Number(values.seconds)) {
    (await batches.next()).release();
    crops += batch;
  }
  const { user, system } = process.cpuUsage(used);
  const figures = { rate: (1000 * crops) / (performance.now() - started), processor: (user + system) / 1000 / crops };
  await batches.close();
  return figures;
}

const sum = numbers => numbers.reduce((total, number) => total + number, 0);
const row = cells => console.log(cells.map((cell, at) => String(cell).padEnd([9, 18, 13, 28, 0][at])).join(''));
console.log(`ResNet34 of 32-64-128-256 channels, batches of ${batch} crops of 2 s, all augmentation on`);
console.log(`${cpus().length} × ${cpus()[0].model}; load average ${loadavg()[0].toFixed(1)}`);
row(['workers', 'training: utt/s', 'data wait', 'the workers by themselves', 'processor time of a crop']);
const prepared = await prepare();
for (const workers of [1, 2, 4]) {
  const lines = train(workers);
  const seconds = sum(lines.map(line => line.seconds));
  const waited = sum(lines.map(line => line.wait * line.seconds)) / seconds;
  const { rate, processor } = await delivered(workers, prepared);
  const share = `${(100 * waited).toFixed(1)} %`;
  row([
    workers,
    ((batch * lines.length) / seconds).toFixed(1),
    share,
    `${rate.toFixed(0)} utt/s`,
    `${processor.toFixed(2)} ms`,
  ]);
}
for (const index of [prepared.shards, ...Object.values(prepared.sources)]) index.close();
