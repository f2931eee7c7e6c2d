import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readNpy } from '../../src/manifest/npy';
import { sharedData } from '../corpora/shared-data';
import { openRig } from './rig';

const rig = openRig();
afterAll(() => rig.remove());

/** The 1-d CNN of section 3.1, narrow, trained for a few steps on real speech with average pooling, and read frame by frame. */
const model = 'type: frame-cnn, filters: [24, 20, 20, 32], fc1: 30, fc2: 16, pooling: average, batch_norm: true';
const recipe = `
task: verification
data:
  root: ${sharedData}
  train: { corpus: speechocean762, split: train }
  trials: [{ corpus: voxceleb1-samples, list: all-pairs }]
features: { type: mfcc, mels: 40, coefficients: 40, energy: false }
model: { ${model} }
extraction: { readings: [{ name: frames, model: { ${model}, frame_level: true } }] }
loss: softmax
training: { epochs: 1, batch: 12, crop: 1 s, log_steps: 7, learning_rate: { type: exponential, initial: 0.01, final: 0.001 } }
backends: [cosine]
metrics: [eer]
intervals: 0
`;
const run = 'exp/mean/default';

if (sharedData === undefined) {
  test.todo('svtk embed --layer on a trained average-pooling network: skipped, set SVTK_DATA');
} else {
  const voices = join(sharedData, 'VoxCeleb1_samples');
  const [one, other] = ['Eartha_Kitt/8jEAjG6SegY_0000008.wav', 'Josh_Gad/HXUqYaOwrxA_0000015.wav'].map(path =>
    join(voices, path),
  ) as [string, string];
  const done = async (...words: string[]): Promise<string> => {
    const { code, out, err } = await rig.svtk(...words);
    if (code !== 0) throw new Error(`svtk ${words.join(' ')}: ${code}\n${err}`);
    return out;
  };

  beforeAll(async () => {
    rig.write('mean.yaml', recipe);
    await done('run', 'mean.yaml', '--device', 'cpu');
  }, 180_000);

  test('the table of a run has the same figures for the average in front of fc1 and behind fc2 (B33)', () => {
    const table = JSON.parse(rig.read(`${run}/table.json`));
    const [whole, frames] = table.rows.map((row: { cells: unknown }) => row.cells);
    expect(frames).toEqual(whole);
    expect(table.rows).toHaveLength(2);
  });

  test('training.log_steps: 7 of 30 steps gives rows 7, 14, 21, 28 and the last', () => {
    const rows = rig
      .read(`${run}/metrics.jsonl`)
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).step);
    expect(rows.filter(step => step !== undefined)).toEqual([7, 14, 21, 28, 30]);
  });

  test('svtk embed --layer fc2 --reading frames gives frames whose mean is svtk embed’s vector to float precision (B34)', async () => {
    await done('embed', one, '--run', run, '--out', 'x.npy', '--device', 'cpu');
    const embedding = Array.from(readNpy(rig.path('x.npy')).data);
    const words = ['--run', run, '--layer', 'fc2', '--reading', 'frames', '--out', 'frames.npy', '--device', 'cpu'];
    expect(await done('embed', one, ...words)).toMatch(/^frames\.npy {2}\d+ × 16\n$/);
    const { rows, columns, data } = readNpy(rig.path('frames.npy'));
    const largest = embedding.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += data[row * columns + column] ?? Number.NaN;
      expect(Math.abs(sum / rows - (embedding[column] ?? Number.NaN)) / largest).toBeLessThan(2e-6);
    }
  });

  test('svtk embed --layer writes an array a recording: a row for each 10 ms of conv1, for each 20 ms of the layers above (B37)', async () => {
    const rowsOf = async (layer: string): Promise<number> => {
      await done('embed', one, other, '--run', run, '--layer', layer, '--out', `${layer}/`, '--device', 'cpu');
      expect(existsSync(rig.path(layer, '8jEAjG6SegY_0000008.npy'))).toBe(true);
      return readNpy(rig.path(layer, 'HXUqYaOwrxA_0000015.npy')).rows;
    };
    await done('features', other, '--features', 'mfcc', '--out', 'mfcc.npy', '--device', 'cpu');
    const { rows } = readNpy(rig.path('mfcc.npy'));
    expect([await rowsOf('conv1'), await rowsOf('conv4')]).toEqual([rows, Math.ceil(rows / 2)]);
  });

  test('svtk embed says which layers and readings there are, and that a recipe takes neither', async () => {
    const failed = async (...words: string[]) => (await rig.svtk('embed', ...words)).err;
    const named = [one, '--run', run, '--out', 'y.npy', '--device', 'cpu'];
    expect(await failed(...named, '--layer', 'conv5')).toMatch(/expected conv1, conv2, .*found 'conv5'/);
    expect(await failed(...named, '--reading', 'frame')).toMatch(/expected frames, found 'frame'/);
    expect(await failed('mean.yaml', '--layer', 'conv1')).toContain('--layer: for audio files, not for a recipe');
    expect(existsSync(rig.path('y.npy'))).toBe(false);
  });
}
