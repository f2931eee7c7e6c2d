import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './binary.mjs';
import { Count } from './count.mjs';
import { inFolder, resultsOf } from './folder.mjs';
import { root, svtk } from './load.mjs';
import { tinyPlaces, tinyRun } from './tiny.mjs';

const { openShards } = svtk('audio/shards');
const { writeShards } = svtk('audio/shard-writer');

const words = ['run', 'tiny.yaml', '--to', 'table', '--device', 'cpu'];

/** What must not change a bit of weights, embeddings, scores or tables. */
const same = {
  'the same again': {},
  '4 workers': { more: ['training.workers=4'] },
  'another directory': { folder: 'a folder, with a name: ünïcode' },
  'another locale and time zone': { env: { LC_ALL: 'de_DE.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu' } },
  'another umask': { under: ['sh', '-c', 'umask 077; exec "$@"', 'sh'] },
};

export default {
  id: 'R19',
  what: 'the same bits: workers, shards, directory, locale, zone, umask',
  goal: 'equal; another seed differs',
  run: ({ size, report }) =>
    inFolder(async folder => {
      const place = await tinyPlaces(folder);
      const resultOf = async (name, { more = [], folder: folderName = name, ...options } = {}) => {
        report(name);
        const home = place(folderName);
        const { code, err } = await run(home, [...words, ...more], options);
        return code === 0 ? resultsOf(join(home, tinyRun)) : err;
      };
      const expected = await resultOf('first');
      const count = new Count();
      // The small share leaves out the ways in which the environment differs one by one: it makes them differ all at once.
      const { env } = same['another locale and time zone'];
      const { under } = same['another umask'];
      const atOnce = { 'all of them at once': { more: ['training.workers=4'], folder: 'ünï, code', env, under } };
      for (const [name, options] of Object.entries(size(atOnce, same))) {
        const found = await resultOf(name, options);
        count.check(found === expected, `${name}: ${difference(expected, found)}`);
      }
      const other = await resultOf('another seed', { more: ['seed=4'] });
      count.check(other !== expected && other.includes('network.safetensors'), 'another seed gives the same');
      const first = await utterancesOf(folder, { workers: 1 });
      for (const [options, shards] of [
        [{ workers: 4 }, 1],
        [{ workers: 1, largestShard: 60_000 }, 8],
        [{ workers: 4, largestShard: 60_000 }, 8],
      ]) {
        const found = await utterancesOf(folder, options);
        const what = `${options.workers} workers, ${found.shards} shards`;
        count.check(found.shards >= shards && found.text === first.text, `${what}: other utterances`);
      }
      return count.with(`${count.survived} of ${count.tried}`);
    }),
};

/** Names, speakers and samples of every row, in order, as a training finds them in shards that were written so. */
async function utterancesOf(folder, options) {
  const directory = join(folder, `shards ${JSON.stringify(options)}`);
  mkdirSync(directory);
  const utterances = Array.from({ length: 200 }, (_, row) => ({ id: `u${row}`, audio: '', speaker: `s${row % 9}` }));
  const source = { kind: 'module', module: join(root, 'test/audio/tone-source.cjs'), options: { seconds: 0.1 } };
  const common = { utterances, total: utterances.length, directory, sampleRate: 16000, source, maxBad: 0 };
  const { shards } = await writeShards({ ...common, ...options });
  const index = openShards(directory);
  try {
    const rows = Array.from({ length: index.count }, (_, row) => {
      const samples = index.read(row, 0, index.samples(row));
      return `${index.id(row)} ${index.speakerName(index.speaker(row))} ${samples.join(' ')}`;
    });
    return { shards, text: rows.join('\n') };
  } finally {
    index.close();
  }
}

function difference(expected, found) {
  const lines = new Set(expected.split('\n'));
  return found
    .split('\n')
    .filter(line => !lines.has(line))
    .slice(0, 3)
    .join('; ');
}
