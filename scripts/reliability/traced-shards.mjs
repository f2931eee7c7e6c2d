import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, sha256 } from './folder.mjs';
import { root } from './load.mjs';

const program = join(root, 'test/audio/write-shards.cjs');
const utterances = '120';
const calls = ['mkdir', 'fsync', 'rename', 'unlink']; // Node itself makes none of these when it starts
const mostCalls = 1000;

/** Names and contents of a folder; equal texts mean equal bytes. */
const contents = directory =>
  filesBelow(directory)
    .map(path => `${path} ${sha256(join(directory, path))}`)
    .join('\n');

/**
 * Writes shards in a process that strace kills at the k-th call of a name in one of its threads, then again unkilled. Tells
 * `check(held, what)` of each kill whether the bytes are those of an undisturbed writing; k goes up by `step` until no thread gets so far.
 */
export function killShards(folder, step, check) {
  const whole = join(folder, 'whole');
  const write = directory => spawnSync(process.execPath, [program, directory, utterances], { encoding: 'utf8' }).status;
  if (write(whole) !== 0) throw new Error('shards cannot be written undisturbed');
  const expected = contents(whole);
  for (const name of calls) {
    for (let k = 1; k < mostCalls; k += step) {
      const directory = join(folder, 'killed');
      const trace = join(folder, 'shard-trace');
      rmSync(directory, { recursive: true, force: true });
      mkdirSync(directory);
      const words = ['-f', '-qq', '-o', trace, '-e', `trace=${name}`, '-e', `inject=${name}:signal=KILL:when=${k}`];
      spawnSync('strace', [...words, process.execPath, program, directory, utterances]);
      if (!readFileSync(trace, 'utf8').includes('killed by SIGKILL')) break;
      const code = write(directory);
      check(code === 0 && contents(directory) === expected, `shards, ${name} ${k}: exit ${code}`);
    }
  }
}
