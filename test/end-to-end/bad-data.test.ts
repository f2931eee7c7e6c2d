import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wavBytes } from '../../src/audio/wav';
import { synthesize } from '../../src/corpora/generated-voices/synthesize';
import { writeVectors } from '../../src/manifest/vectors';
import { fileTree, halfWritten } from './file-tree';
import { openRig, type Rig, tinyRecipe } from './rig';

const rigs: Rig[] = [];
afterAll(() => {
  for (const rig of rigs) rig.remove();
});

/** A folder of recordings, 4 to train on and 4 for trials, 5 utterances each, and a recipe that reads them. */
function recordings(): Rig {
  const rig = openRig();
  rigs.push(rig);
  const voice = { seed: 1, shortest: 1, longest: 1.2, channel: 0, noise: 40, spread: 1 };
  for (let speaker = 0; speaker < 8; speaker++) {
    const folder = rig.path(speaker < 4 ? 'known' : 'strangers', `s${speaker}`);
    mkdirSync(folder, { recursive: true });
    for (let utterance = 0; utterance < 5; utterance++) {
      const { samples } = synthesize(voice, { speaker, session: 0, utterance }, 16000);
      writeFileSync(join(folder, `u${utterance}.wav`), wavBytes(samples, 16000));
    }
  }
  const data = `data:
  train: { corpus: { type: folder, root: known }, split: all }
  trials: [{ corpus: { type: folder, root: strangers }, list: all-pairs }]
  max_bad: 10 %
features:`;
  rig.write('own.yaml', tinyRecipe.replace(/^data:[\s\S]*?^features:/m, data));
  return rig;
}

test('svtk prepare leaves a truncated recording out within data.max_bad, says so, and lists it in bad-audio.jsonl', async () => {
  const rig = recordings();
  truncateSync(rig.path('known/s1/u2.wav'), 9000);
  const { code, err } = await rig.svtk('prepare', 'own.yaml', '--to', 'prepare.train');
  expect(err).toMatch(/1 of 20 recordings cannot be used and are left out: .*bad-audio\.jsonl/);
  expect(code).toBe(0);
  const [list] = Object.keys(fileTree(rig.folder)).filter(path => path.endsWith('bad-audio.jsonl'));
  expect(JSON.parse(rig.read(list ?? ''))).toMatchObject({ id: 's1/u2.wav', class: 'truncated' });
});

test('svtk train refuses more bad recordings than data.max_bad, naming each with its reason', async () => {
  const rig = recordings();
  for (const name of ['s0/u0', 's1/u1', 's2/u2']) writeFileSync(rig.path('known', `${name}.wav`), '<html>');
  const { code, err } = await rig.svtk('train', 'own.yaml', '--device', 'cpu');
  expect(err).toMatch(/3 of 20 recordings cannot be used: expected at most 2 \(10 %\)/);
  for (const name of ['s0/u0', 's1/u1', 's2/u2']) expect(err).toContain(`${name}.wav (`);
  expect(err).toMatch(/mend or remove them.*data\.max_bad.*bad-audio\.jsonl/);
  expect(code).toBe(3);
  // The trial list's set may be there: training waits for the check of both.
  const finished = Object.keys(fileTree(rig.folder)).filter(path => path.endsWith('manifest.json'));
  expect(finished.filter(path => path.includes('/prepare.train-'))).toEqual([]);
  expect(halfWritten(rig.folder)).toEqual([]);
});

test('svtk run refuses one truncated recording of a trial list, and goes on once it is mended', async () => {
  const rig = recordings();
  const whole = readFileSync(rig.path('strangers/s5/u3.wav'));
  truncateSync(rig.path('strangers/s5/u3.wav'), 9000);
  const refused = await rig.svtk('prepare', 'own.yaml');
  expect(refused.err).toMatch(/1 of 20 recordings cannot be used: expected at most 0/);
  expect(refused.err).toMatch(/s5\/u3\.wav.*truncated/);
  expect(refused.code).toBe(3);
  writeFileSync(rig.path('strangers/s5/u3.wav'), whole);
  expect((await rig.svtk('prepare', 'own.yaml')).code).toBe(0);
});

test('svtk run of a corpus folder that is not there names it, and makes no shards', async () => {
  const rig = recordings();
  const { code, err } = await rig.svtk('run', 'own.yaml', 'data.train.corpus.root=knwon', '--device', 'cpu');
  expect(err).toMatch(/^svtk: .*knwon/m);
  expect(code).toBe(3);
  expect(Object.keys(fileTree(rig.folder)).filter(path => path.includes('shards'))).toEqual([]);
});

describe('svtk score', () => {
  const rig = openRig();
  rigs.push(rig);
  const ids = ['a/1', 'a/2', 'b/1', 'b/2'];
  const data = Float32Array.from([1, 0, 0.9, 0.1, 0, 1, 0.1, 0.9]);
  writeVectors(rig.path('good.npy'), { ids, vectors: { rows: 4, columns: 2, data } });
  const broken = data.slice();
  broken[5] = Number.NaN;
  writeVectors(rig.path('nan.npy'), { ids, vectors: { rows: 4, columns: 2, data: broken } });
  rig.write('trials', 'a/1 a/2 target\na/1 b/1 nontarget\n');
  rig.write('unknown', 'a/1 a/2 target\na/1 c/7 nontarget\nd/2 b/1 nontarget\n');

  test.each([
    ['unknown', 'good.npy', /^svtk: unknown {2}.*no embedding.*none for c\/7, d\/2 \(2 in all\)\n {2}extract/],
    ['trials', 'nan.npy', /^svtk: nan\.npy {2}.*NaN.*b\/1 \(1 in all\)\n {2}extract them again/],
    ['trials', 'absent.npy', /^svtk: absent\.npy {2}cannot read file.*no such file/],
    ['absent', 'good.npy', /^svtk: absent {2}cannot read file.*no such file/],
  ])('of the list %s with %s is one message, exit code 3, and writes no scores', async (trials, vectors, says) => {
    const before = fileTree(rig.folder);
    const { code, out, err } = await rig.svtk('score', trials, '--embeddings', vectors, '--out', 'scores.txt');
    expect(err).toMatch(says);
    expect(out).toBe('');
    expect(code).toBe(3);
    expect(fileTree(rig.folder)).toEqual(before);
  });
});
