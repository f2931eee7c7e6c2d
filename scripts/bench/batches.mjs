// Crops a second that the batch workers deliver, with and without augmentation: node scripts/build.mjs && node scripts/bench/batches.mjs
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { writeShards } = require('../../dist/audio/shard-writer.js');
const { openShards } = require('../../dist/audio/shards.js');
const { startBatches } = require('../../dist/training/batches.js');
const tones = require.resolve('../../test/audio/tone-source.cjs');

const directory = mkdtempSync(join(tmpdir(), 'svtk-bench-'));
const utterances = Array.from({ length: 256 }, (_, row) => ({ id: `utt-${row}`, audio: '', speaker: `s${row % 32}` }));
const source = { kind: 'module', module: tones, options: { seconds: 4 } };
await writeShards({ utterances, total: 256, directory, sampleRate: 16000, source, workers: 2, maxBad: 0 });
const shards = openShards(directory);

const chains = {
  none: [],
  speed: [{ type: 'speed' }],
  noise: [{ type: 'noise', from: { generated: 'pink' } }],
  reverb: [{ type: 'reverb', from: { generated: 'rooms' } }],
  'speed, one of noise and reverb (0.6)': [
    { type: 'speed' },
    {
      type: 'one-of',
      of: [
        { type: 'noise', from: { generated: 'pink' } },
        { type: 'reverb', from: { generated: 'rooms' } },
      ],
    },
  ],
};

console.log(
  '2 s crops at 16 kHz, batches of 32: crops a second; processor time of a crop, which other load does not change',
);
for (const [name, augment] of Object.entries(chains)) {
  const rates = [];
  for (const workers of [1, 2]) {
    const batches = startBatches({
      shards,
      crop: 32000,
      batch: 32,
      workers,
      seed: 1,
      epochs: 1000,
      cropsPerUtterance: 4,
      augment,
    });
    // Threads start, and generated sounds are made, before the clock does.
    for (let warm = 0; warm < 6 + 2 * workers; warm++) (await batches.next()).release();
    const [started, used] = [performance.now(), process.cpuUsage()];
    let crops = 0;
    while (performance.now() - started < 1500) {
      (await batches.next()).release();
      crops += 32;
    }
    const rate = (crops * 1000) / (performance.now() - started);
    const { user, system } = process.cpuUsage(used);
    rates.push(`${rate.toFixed(0)}/s (${((user + system) / 1000 / crops).toFixed(2)} ms)`);
    await batches.close();
  }
  console.log(`${name}: 1 worker ${rates[0]}, 2 workers ${rates[1]}`);
}
shards.close();
rmSync(directory, { recursive: true });
