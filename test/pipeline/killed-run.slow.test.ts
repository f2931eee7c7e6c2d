import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package-root';
import { randomOf } from '../../src/core/random';

// A toy run of three stages, the second with checkpoints, in a process of its own that is killed at random moments.
const dist = (name: string): string => JSON.stringify(join(packageRoot, 'dist', name));
const program = `
  const fs = require('node:fs'), path = require('node:path');
  const { defineStage } = require(${dist('pipeline/stage.js')});
  const { runStages } = require(${dist('pipeline/run-stages.js')});
  const { saveCheckpoint, loadLastCheckpoint } = require(${dist('training/checkpoint.js')});
  const { writeAtomically } = require(${dist('core/atomic-write.js')});
  const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
  const prepare = defineStage({ name: 'prepare', home: 'shared', settings: {}, makes: { shards: 'shards' }, async run(io, { shards }) {
    fs.mkdirSync(io.path(shards), { recursive: true });
    for (let index = 0; index < 5; index++) { await sleep(5); fs.writeFileSync(path.join(io.path(shards), String(index)), 'x'.repeat(1000 * index)); }
  } });
  const train = defineStage({ name: 'train', resumable: true, settings: {}, reads: [prepare.made.shards], makes: { model: 'model' }, async run(io, { model }) {
    const { report } = io;
    let { step, tensors } = loadLastCheckpoint(io.work, { report, identity: io.identity }) ?? { step: 0, tensors: new Map([['w', { shape: [2], data: Float32Array.of(1, 2) }]]) };
    const metrics = io.metrics(step);
    while (step < 30) {
      await sleep(2);
      const data = tensors.get('w').data.map(value => Math.fround(value * 1.37 % 7 + 0.1));
      tensors = new Map([['w', { shape: [2], data }]]);
      metrics.append({ step: ++step, loss: data[0] });
      if (step % 3 === 0) saveCheckpoint(io.work, { step, tensors, state: { identity: io.identity } }, { report });
    }
    writeAtomically(io.path(model), tensors.get('w').data);
  } });
  const score = defineStage({ name: 'score', settings: {}, reads: [train.made.model], makes: { table: 'table' }, async run(io, { table }) {
    await sleep(20);
    fs.writeFileSync(io.path(table), fs.readFileSync(io.path(train.made.model)).toString('hex'));
  } });
  runStages({ experiments: process.argv[1], recipe: 'toy', name: 'run', targets: [score], resolvedRecipe: '', environment: {}, command: 'toy' },
    { report: event => event.type === 'warning' && console.log(event.text), signal: new AbortController().signal })
    .catch(error => { console.log(error.message); process.exitCode = error.exitCode ?? 1; });`;

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

let folder: string;
beforeAll(() => {
  expect(spawnSync('node', [join(packageRoot, 'scripts/build.mjs')], { encoding: 'utf8' }).stderr).toBe('');
  folder = mkdtempSync(join(tmpdir(), 'svtk-killed-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What must not depend on kills: everything but times, and the log of what happened. */
function results(experiments: string): Record<string, string> {
  const names = readdirSync(experiments, { recursive: true, encoding: 'utf8' });
  const kept = names.filter(name =>
    /(table|model|metrics\.jsonl|shards\/\d|tensors\.safetensors|manifest\.json)$/.test(name),
  );
  return Object.fromEntries(kept.sort().map(name => [name, sha256(readFileSync(join(experiments, name)))]));
}

test('a run killed 60 times at random moments ends with the bytes of one that was not', async () => {
  const run = (name: string) =>
    spawn(process.execPath, ['-e', program, join(folder, name)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const whole = run('whole');
  const began = performance.now();
  expect(await once(whole, 'exit')).toEqual([0, null]);
  const length = performance.now() - began;
  const random = randomOf(1, 'kills');
  let kills = 0;
  for (let round = 0; kills < 60; round++) {
    const name = `killed-${round}`;
    for (let over = false; !over; ) {
      const child = run(name);
      let said = '';
      child.stdout.on('data', data => {
        said += data;
      });
      const timer = setTimeout(() => child.kill('SIGKILL'), random.uniform() * length * 1.2);
      const [code] = await once(child, 'exit');
      clearTimeout(timer);
      expect(said).toBe('');
      over = code !== null;
      if (over) expect(code).toBe(0);
      else kills++;
    }
    // A kill between the last save and its pruning leaves one checkpoint more, which is no harm.
    expect(results(join(folder, name))).toMatchObject(results(join(folder, 'whole')));
    const left = readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' });
    expect(left.filter(path => /tmp-\d+$/.test(path) && !path.startsWith('.shared/file-digests'))).toEqual([]);
  }
}, 300_000);
