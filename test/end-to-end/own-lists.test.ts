import { rmSync, utimesSync } from 'node:fs';
import { openRig, tinyRecipe } from './rig';
import { writeList, writeVoices } from './voice-files';

const rig = openRig();
afterAll(() => rig.remove());

const data = `data:
  root: corpora
  train:
    - { corpus: { type: listed, file: one.csv }, split: all }
    - { corpus: { type: listed, file: two.csv }, split: all }
  trials: [{ corpus: { type: kaldi, directory: own }, list: all-pairs }]
features:`;

/** What `svtk prepare` ran, after `change`. */
async function ranAfter(change: () => void): Promise<string[]> {
  change();
  const { code, err } = await rig.svtk('prepare', 'own.yaml');
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  return [...err.matchAll(/^(\S+): done in/gm)].map(match => match[1] ?? '').sort();
}

test('svtk prepare runs again for each recording that a list of the user’s names, wherever it lies, and not for a touch', async () => {
  const paths = ['a/1', 'a/2', 'b/1', 'b/2', 'c/1', 'c/2', 'd/1', 'd/2'].map(name => `${name}.wav`);
  writeVoices(
    rig,
    'far',
    paths.map((path, place) => [path, place >> 1]),
  );
  const row = (path: string) => `far/${path},${path[0]}`;
  writeList(rig, 'one.csv', ['audio,speaker', ...paths.slice(0, 2).map(row)]);
  writeList(rig, 'two.csv', ['audio,speaker', ...paths.slice(2, 4).map(row)]);
  const id = (path: string) => path.replace('/', '-');
  writeList(
    rig,
    'own/wav.scp',
    paths.slice(4).map(path => `${id(path)} far/${path}`),
  );
  writeList(
    rig,
    'own/utt2spk',
    paths.slice(4).map(path => `${id(path)} ${path[0]}`),
  );
  rig.write('own.yaml', tinyRecipe.replace(/^data:[\s\S]*?^features:/m, data));
  const again = (path: string, speaker: number) => () => writeVoices(rig, 'far', [[path, speaker, 2]]);

  expect(await ranAfter(() => undefined)).toEqual(['prepare.kaldi-all-pairs', 'prepare.train']);
  expect(await ranAfter(() => utimesSync(rig.path('corpora/far/a/1.wav'), 1, 1))).toEqual([]);
  expect(await ranAfter(again('a/1.wav', 0))).toEqual(['prepare.train']);
  expect(await ranAfter(again('b/1.wav', 1))).toEqual(['prepare.train']);
  expect(await ranAfter(again('c/1.wav', 2))).toEqual(['prepare.kaldi-all-pairs']);
  rmSync(rig.path('corpora/far/d/1.wav'));
  const { code, err } = await rig.svtk('prepare', 'own.yaml');
  expect(code).toBe(3);
  expect(err).toContain('d-1.wav (missing)');
}, 60_000);
