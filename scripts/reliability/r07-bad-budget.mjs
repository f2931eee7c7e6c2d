import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { root, svtk } from './load.mjs';

const { writeShards } = svtk('audio/shard-writer');

const maxBad = 0.001;

/** Recordings of which every n-th is broken, into shards, with a budget of 0.1 %. */
function write(folder, total, every) {
  const utterances = Array.from({ length: total }, (_, row) => ({
    id: row % every === every - 1 ? `bad-${row}` : `utt-${row}`,
    audio: `${row}.wav`,
  }));
  return writeShards({
    utterances,
    total,
    directory: join(folder, String(every)),
    sampleRate: 16000,
    source: { kind: 'module', module: join(root, 'test/audio/tone-source.cjs'), options: { seconds: 0.002 } },
    workers: 2,
    maxBad,
  });
}

export default {
  id: 'R7',
  what: '0.1 % and 5 % broken recordings, with a budget of 0.1 %',
  goal: 'below it finishes and counts right; above it names the first 20',
  run: ({ size }) =>
    inFolder(async folder => {
      const total = size(4000, 20_000);
      const allowed = total * maxBad;
      const count = new Count();
      const within = await write(folder, total, 1 / maxBad);
      const listed = readFileSync(join(folder, String(1 / maxBad), 'bad-audio.jsonl'), 'utf8')
        .trim()
        .split('\n');
      count.check(within.utterances === total - allowed && within.bad === allowed, `within: ${JSON.stringify(within)}`);
      count.check(listed.length === allowed, `${listed.length} listed`);
      const refused = await write(folder, total, 20).catch(error => error);
      count.check(refused.exitCode === 3, `exit code ${refused.exitCode}`);
      const named = String(refused.message).match(/ {4}bad-\d+/g)?.length ?? 0;
      count.check(named === 20, `${named} named: ${refused.message}`);
      return count.with(`${allowed} of ${total} left out and listed; 5 % refused, naming ${named}`);
    }),
};
