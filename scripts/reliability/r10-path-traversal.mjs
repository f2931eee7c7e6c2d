import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './binary.mjs';
import { Count } from './count.mjs';
import { filesBelow, inFolder } from './folder.mjs';
import { root, svtk, testModule } from './load.mjs';

const { writeShards } = svtk('audio/shard-writer');
const { openShards } = svtk('audio/shards');
const { writeVectors } = svtk('manifest/vectors');

/** Names of utterances that would lead elsewhere if a file were named after them. */
const ids = [
  '../../evil',
  `${'../'.repeat(12)}${tmpdir().slice(1)}/svtk-evil`,
  '/etc/svtk-evil',
  'a/../../evil',
  '.',
  '..',
  'CON',
  'nul.wav',
  'c:\\evil',
  '..\\evil',
  'x'.repeat(300),
  '~/evil',
  '$HOME/evil',
  'caf\u00e9',
  'cafe\u0301', // its twin, composed of two characters
  '\u202egnp.wav',
  '-rf',
  '*',
];
/** Values of a sweep, which name the folders of its runs. */
const sweeps = [
  'data.root=../../evil,/tmp/svtk-evil',
  'data.root=.,..',
  'name=../evil,a/../../evil',
  'name=CON,~/evil',
];

const evilNow = () => readdirSync(tmpdir()).filter(name => name.includes('svtk-evil')).length;

async function inShards(place, count) {
  const directory = join(place, 'in', 'shards');
  const utterances = ids.map(id => ({ id, audio: 'x.wav' }));
  await writeShards({
    utterances,
    total: utterances.length,
    directory,
    sampleRate: 16000,
    source: { kind: 'module', module: join(root, 'test/audio/tone-source.cjs'), options: {} },
    workers: 1,
    maxBad: 0,
  });
  const shards = openShards(directory);
  for (const [row, id] of ids.entries()) count.check(shards.find(id) === row, `shards: ${id}`);
  const odd = filesBelow(directory).filter(path => ids.some(id => id.length > 3 && path.includes(id)));
  count.check(odd.length === 0, `files named after ids: ${odd.join(', ')}`);
}

/** Trial lists with such names, with their embeddings and without. */
async function inScores(place, count) {
  const home = join(place, 'in');
  const plain = ids.filter(id => !/\s/.test(id));
  const data = Float32Array.from({ length: 2 * plain.length }, (_, index) => 1 + ((index * 7) % 5));
  writeVectors(join(home, 'e.npy'), { ids: plain, vectors: { rows: plain.length, columns: 2, data } });
  const trials = plain.map(
    (id, row) => `${id} ${plain[(row + 1) % plain.length]} ${row % 2 ? 'target' : 'nontarget'}\n`,
  );
  writeFileSync(join(home, 'trials'), trials.join(''));
  const scored = await run(home, ['score', 'trials', '--embeddings', 'e.npy', '--out', 'scores.txt']);
  count.check(scored.code === 0, `score: ${scored.err}`);
  writeFileSync(join(home, 'unknown'), '../../evil a\0b target\n/etc/passwd ../../x nontarget\n');
  const refused = await run(home, ['score', 'unknown', '--embeddings', 'e.npy', '--out', 'unknown.txt']);
  count.check(refused.code === 3, `score of unknown names: exit ${refused.code}, ${refused.err}`);
}

async function inRuns(place, count) {
  const home = join(place, 'in');
  const { tinyRecipe } = await testModule('end-to-end/rig');
  writeFileSync(join(home, 'tiny.yaml'), tinyRecipe);
  for (const sweep of sweeps) {
    const { code, err } = await run(home, ['prepare', 'tiny.yaml', sweep]);
    // Taken under a harmless name, or refused; what was written is looked at in the end.
    count.check([0, 2, 3].includes(code), `${sweep}: exit ${code}, ${err}`);
  }
  mkdirSync(join(place, 'outside'));
  writeFileSync(join(home, 'linked.yaml'), tinyRecipe);
  const other = join(home, 'exp/linked/default');
  mkdirSync(other, { recursive: true });
  symlinkSync(join(place, 'outside'), join(other, 'stages'));
  const { code, err } = await run(home, ['prepare', 'linked.yaml']);
  count.check(code === 3 && err.includes('symbolic link'), `a link out of the run: exit ${code}, ${err}`);
}

export default {
  id: 'R10',
  what: 'ids, lists, sweeps and links that lead elsewhere',
  goal: 'nothing written outside the run; no file named after an id',
  run: () =>
    inFolder(async place => {
      mkdirSync(join(place, 'in'));
      const before = evilNow();
      const count = new Count();
      await inShards(place, count);
      await inScores(place, count);
      await inRuns(place, count);
      const outside = filesBelow(place).filter(path => !path.startsWith('in/'));
      count.check(outside.length === 0 && evilNow() === before, outside.join(', '));
      return count.with(`${outside.length} files outside; ${ids.length} ids, ${sweeps.length} sweeps`);
    }),
};
