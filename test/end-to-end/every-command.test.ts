import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commandName } from '../../src/cli/command-line';
import { commands } from '../../src/cli/commands';
import { readNpy } from '../../src/manifest/npy';
import { sharedData } from '../corpora/shared-data';
import { openRig } from './rig';

const rig = openRig();
afterAll(() => rig.remove());

test.each(commands.map(commandName))('svtk %s --help describes it and has an example', async name => {
  const { code, out, err } = await rig.svtk(name, '--help');
  expect(err).toBe('');
  expect(out).toMatch(new RegExp(`\n\\w.*\n[^]*\nExamples:\n +svtk ${name} `));
  expect(code).toBe(0);
});

test('svtk --help names every command', async () => {
  const { out } = await rig.svtk('--help');
  for (const command of commands) expect(out).toContain(`svtk ${String(command.command)}`);
});

test('svtk list names every shelf, svtk list losses --json is one document with options', async () => {
  const { out } = await rig.svtk('list');
  for (const shelf of ['corpora', 'features', 'models', 'losses', 'backends', 'metrics'])
    expect(out).toMatch(new RegExp(`^${shelf}$`, 'm'));
  const losses: unknown = JSON.parse((await rig.svtk('list', 'losses', '--json')).out);
  expect(losses).toMatchObject({
    losses: expect.arrayContaining([expect.objectContaining({ name: 'real-am-softmax', options: expect.any(Array) })]),
  });
});

/** 360 utterances of 60 speakers once, and the pairs of the VoxCeleb1 samples: a real run that learns little. */
const recipe = `
task: verification
data:
  root: ${sharedData}
  train: { corpus: speechocean762, split: train }
  trials: [{ corpus: voxceleb1-samples, list: all-pairs }]
features: { type: fbank, mels: 24 }
model: { type: resnet18, channels: 4, blocks: [1, 1], embedding: 16 }
loss: softmax
training: { epochs: 0.5, batch: 32, crop: 0.8 s, learning_rate: { type: exponential, initial: 0.01, final: 0.001 } }
backends: [cosine]
metrics: [eer]
intervals: 20
`;

if (sharedData === undefined) {
  test.todo('svtk run, table, why, runs, eval, embed, verify, features, config on real speech: skipped, set SVTK_DATA');
} else {
  const voices = join(sharedData, 'VoxCeleb1_samples');
  describe('on real speech', () => {
    const run = 'exp/real/default';
    const [one, same, other] = [
      'Eartha_Kitt/8jEAjG6SegY_0000008.wav',
      'Eartha_Kitt/x6uYqmx31kE_0000001.wav',
      'Josh_Gad/HXUqYaOwrxA_0000015.wav',
    ].map(path => join(voices, path)) as [string, string, string];
    const done = async (...words: string[]): Promise<string> => {
      const { code, out, err } = await rig.svtk(...words);
      if (code !== 0) throw new Error(`svtk ${words.join(' ')}: ${code}\n${err}`);
      return out;
    };

    beforeAll(async () => {
      rig.write('real.yaml', recipe);
      await done('run', 'real.yaml', '--device', 'cpu');
    }, 180_000);

    test('svtk table prints the table of a run without running anything', async () => {
      const { out, err } = await rig.svtk('table', 'real.yaml', '--device', 'cpu');
      expect(out).toContain(rig.read(`${run}/table.txt`));
      expect(err.split('\n').filter(line => line !== '' && !line.endsWith('nothing to do'))).toEqual([]);
    });

    test('svtk report of a run makes the page again, with the figure of the table, and runs nothing else', async () => {
      const { out, err, code } = await rig.svtk('report', run);
      expect(code).toBe(0);
      expect(out.trim()).toMatch(/exp\/real\/default\/report\.html$/);
      expect(err).not.toMatch(/train: done|score\.\S+: done/);
      const figure = /(\d+\.\d{3}) \[/.exec(rig.read(`${run}/table.txt`))?.[1];
      const said = [`>${figure} `, 'svtk run real.yaml --device cpu', /TensorFlow \S+ on [^<]+, \d+ threads/];
      const page = rig.read(`${run}/report.html`); // too long to be printed by a matcher
      expect(said.filter(words => page.search(words) < 0)).toEqual([]);
      expect((await rig.svtk('run', 'real.yaml', '--device', 'cpu')).err).toMatch(/^report: nothing to do$/m);
    });

    test('svtk why of a run finds it fresh; of a changed recipe it names the change and what follows', async () => {
      expect(await done('why', run)).not.toContain('would run');
      const changed = await done('why', 'real.yaml', 'training.crop=0.9 s');
      expect(changed).toMatch(/prepare\.train: fresh/);
      expect(changed).toMatch(/train: would run\n +\S*training\.crop: 0\.8 → 0\.9/);
      expect(changed).toMatch(/table: may run\n/);
      expect(JSON.parse(await done('why', 'real.yaml', '--json'))).toMatchObject([{ stages: expect.any(Array) }]);
    });

    test('svtk runs lists the run with its state and first figure', async () => {
      expect(await done('runs')).toMatch(/^real\/default +finished +report +\d{4}-\d\d-\d\d \d\d:\d\d +EER % \d+\.\d+/);
      expect(JSON.parse(await done('runs', '--json'))).toMatchObject([
        { recipe: 'real', name: 'default', state: 'finished' },
      ]);
    });

    test('svtk eval of the scores of a run gives the figure of its table', async () => {
      const scores = `${run}/scores/voxceleb1-samples-all-pairs/cosine.txt`;
      const text = await done('eval', scores, '--resamples', '0');
      const figure = /^EER +(\d+\.\d+) %/m.exec(text)?.[1];
      expect(rig.read(`${run}/table.txt`)).toContain(` ${figure} `);
    });

    test('svtk verify compares two recordings, and says what that means at the threshold of each trial list', async () => {
      const text = await done('verify', one, same, '--run', run, '--device', 'cpu');
      expect(text).toMatch(
        /^cosine -?[01]\.\d{4}\n {2}(same speaker|different speakers) at -?[01]\.\d{4}.*all-pairs\n$/,
      );
      const again = JSON.parse(await done('verify', one, one, '--run', run, '--device', 'cpu', '--json'));
      expect(again.cosine).toBeCloseTo(1, 6);
      expect(again.thresholds).toMatchObject([{ list: 'voxceleb1-samples-all-pairs', same: true }]);
    });

    test('svtk embed AUDIO --run gives the vectors of the run, and svtk score the cosine of svtk verify', async () => {
      await done('embed', one, other, '--run', run, '--out', 'x.npy', '--device', 'cpu');
      rig.write('pair', `${one} ${other}\n`);
      await done('score', 'pair', '--embeddings', 'x.npy', '--out', 'pair.scores');
      const score = Number(rig.read('pair.scores').trim().split(' ').pop());
      const { cosine } = JSON.parse(await done('verify', one, other, '--run', run, '--device', 'cpu', '--json'));
      expect(score).toBeCloseTo(cosine, 5);
    });

    test('svtk features writes one array a recording, of the frames of its length', async () => {
      await done('features', one, other, '--out', 'fbank/');
      expect(existsSync(rig.path('fbank', 'HXUqYaOwrxA_0000015.npy'))).toBe(true);
      const { rows, columns, data } = readNpy(rig.path('fbank', '8jEAjG6SegY_0000008.npy'));
      expect(columns).toBe(80);
      expect(rows).toBeGreaterThan(300);
      expect(data.every(Number.isFinite)).toBe(true);
    });

    test('svtk config prints one whole recipe, which means the same', async () => {
      rig.write('whole.yaml', await done('config', 'real.yaml'));
      expect(await done('check', 'whole.yaml')).toBe('ok  whole.yaml\n');
      expect(await done('config', 'whole.yaml', '--format', 'json')).toBe(
        await done('config', 'real.yaml', '--format', 'json'),
      );
    });
  });
}
