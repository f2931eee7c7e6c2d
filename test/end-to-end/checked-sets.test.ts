import { existsSync } from 'node:fs';
import { openRig, type Rig, tinyRecipe } from './rig';

let rig: Rig;
beforeEach(() => {
  rig = openRig();
});
afterEach(() => rig.remove());

const overlapping = tinyRecipe.replace('split: train', 'split: test').replace('lda: 6', 'lda: 3');

test('svtk run of training speakers who are in a trial list names them, exits 3, and trains nothing', async () => {
  rig.write('same.yaml', overlapping);
  const { code, err } = await rig.svtk('run', 'same.yaml', '--device', 'cpu');
  expect(err).toMatch(
    /training speakers are in trial lists: found in generated-voices-test-pairs generated-voices\/\S+, .*\(4 in all\)/,
  );
  expect(err).toContain('data.allow_overlap');
  expect(code).toBe(3);
  expect(existsSync(rig.path('exp/same/default/checkpoints/last'))).toBe(false);
});

test('svtk run with data.allow_overlap: true warns and goes on', async () => {
  rig.write('same.yaml', overlapping);
  const { code, err } = await rig.svtk('run', 'same.yaml', 'data.allow_overlap=true', '--to', 'check');
  expect(err).toContain('warning: training speakers are in trial lists');
  expect(code).toBe(0);
});

test('svtk run of utterances too short for the network names them before it trains', async () => {
  rig.write('short.yaml', tinyRecipe);
  const deep = 'model.blocks=[1,1,1,1,1,1,1,1]';
  const { code, err } = await rig.svtk('run', 'short.yaml', deep, 'model.channels=1', '--device', 'cpu');
  expect(err).toMatch(
    / train {2}\d+ utterances are too short for an embedding: expected at least 129 frames, found \S+ \(1\.\d+ s, /,
  );
  expect(code).toBe(3);
  expect(existsSync(rig.path('exp/short'))).toBe(true);
  expect(err).not.toContain('\ntrain:');
});

test('svtk run of LDA to as many dimensions as training speakers says so before it trains, svtk check of more than the embedding has', async () => {
  rig.write('tiny.yaml', tinyRecipe);
  const { code, err } = await rig.svtk('run', 'tiny.yaml', 'backends.1.lda=8', '--device', 'cpu');
  expect(err).toMatch(
    /LDA cannot keep that many dimensions: expected at most 7, the training speakers less one, found 8/,
  );
  expect(code).toBe(3);
  expect(err).not.toContain('\ntrain:');
  const checked = await rig.svtk('check', 'tiny.yaml', 'backends.1.lda=17');
  expect(checked.err).toContain('at most 16, the length of the embedding, found 17');
  expect(checked.code).toBe(2);
});
