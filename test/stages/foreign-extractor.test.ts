import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '../../src/core/errors';
import { exportStep } from '../../src/engine/onnx/export-step';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { fbank } from '../../src/features/fbank';
import { models } from '../../src/models';
import { onnxNetwork } from '../../src/models/onnx';
import { exportNetwork } from '../../src/stages/export-network';
import { openExtractor } from '../../src/stages/extractor';
import { openForeignExtractor } from '../../src/stages/foreign-extractor';
import { initialWeights } from '../../src/training/weights';

const folder = mkdtempSync(join(tmpdir(), 'svtk-onnx-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => startEngine({ device: 'cpu' }));

const feature = fbank.build(fbank.options.parse({ mels: 24, cmn: 'utterance' }));
const { resnet18 } = models;
const model = resnet18.build(resnet18.options.parse({ channels: 2, blocks: [1, 1], embedding: 6 }), { features: 24 });
const onFallback = (reason: string) => expect(reason).toBe('');

const wave = (samples: number): Float32Array =>
  Float32Array.from({ length: samples }, (_, at) => 0.3 * Math.sin(at * 0.05 + 3 * Math.sin(at / 900)));

function put(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const open = (path: string, chosen: object = {}) =>
  openForeignExtractor({ feature, options: onnxNetwork.options.parse({ path, ...chosen }), file: path, onFallback });

/** A network whose embedding is a mean over time, its input in the given shape. */
function meanNetwork(shape: readonly number[], axis: number): Uint8Array {
  return exportStep(([x]) => [tf.mean(x as tf.Tensor, axis).reshape([x?.shape[0] ?? 0, shape[3 - axis] ?? 1])], {
    name: 'mean',
    version: '1',
    input: { name: 'x', shape },
    output: { name: 'y', size: shape[3 - axis] ?? 1 },
    metadata: {},
  });
}

test('openForeignExtractor(…) of an exported network gives the embeddings of the network, at all lengths', async () => {
  const weights = initialWeights(model.parameters, 1);
  const network = { feature, model, weights, settings: { model: 'resnet18', features: 'fbank' } };
  const path = put('own.onnx', (await exportNetwork(network)).file);
  const ours = openExtractor({ ...network, precision: 'fp32', onFallback });
  const before = tf.memory().numTensors;
  const theirs = await open(path, { threads: 1 });
  expect(theirs.embedding).toBe(6);
  for (const samples of [16_000, 4_000, 40_001]) {
    const [expected, found] = [ours.extract(wave(samples), 'wave'), await theirs.extract(wave(samples), 'wave')];
    const gaps = expected.map((value, place) => Math.abs(value - (found[place] ?? Number.NaN)));
    expect(Math.max(...gaps)).toBeLessThan(1e-5); // values about 1
  }
  theirs.dispose();
  expect(tf.memory().numTensors).toBe(before);
  ours.dispose();
});

test('openForeignExtractor(…) takes waveforms where the input has two axes, and frames where it has three', async () => {
  const samples = put('samples.onnx', meanNetwork([2, 50], 1));
  const waveform = await open(samples);
  const mean = wave(8000).reduce((sum, value) => sum + value, 0) / 8000;
  expect((await waveform.extract(wave(8000), 'wave'))[0]).toBeCloseTo(mean, 5);
  waveform.dispose();
  const frames = tf.tidy(() => Array.from(tf.mean(feature.extract(tf.tensor2d(wave(8000), [1, 8000])), 1).dataSync()));
  const first = await open(put('frames.onnx', meanNetwork([2, 50, 24], 1)));
  const found = await first.extract(wave(8000), 'wave');
  expect(found).toHaveLength(24);
  expect(Math.max(...frames.map((value, place) => Math.abs(value - (found[place] ?? Number.NaN))))).toBeLessThan(1e-4);
  first.dispose();
});

test.each<[string, () => string, object, RegExp]>([
  ['a missing file', () => join(folder, 'none.onnx'), {}, /none\.onnx {2}no such ONNX network/],
  [
    'a file of something else',
    () => put('text.onnx', 'speaker'),
    {},
    /text\.onnx {2}onnxruntime cannot open the network/,
  ],
  [
    'a file that is cut off',
    () => put('cut.onnx', meanNetwork([2, 50, 24], 1).slice(0, 80)),
    {},
    /cannot open the network/,
  ],
  [
    'other features',
    () => put('wide.onnx', meanNetwork([2, 50, 80], 1)),
    {},
    /other features: expected x \[B, T, 80\].* found 24 values/,
  ],
  [
    'an unknown input',
    () => put('input.onnx', meanNetwork([2, 50, 24], 1)),
    { input: 'feats' },
    /no such input: expected 'feats', found x \[B, T, 24\]/,
  ],
  [
    'an unknown output',
    () => put('output.onnx', meanNetwork([2, 50, 24], 1)),
    { output: 'z' },
    /no such output: expected 'z', found y/,
  ],
  [
    'another layout',
    () => put('layout.onnx', meanNetwork([2, 50, 24], 1)),
    { layout: 'waveform' },
    /another number of axes: expected 2/,
  ],
])('openForeignExtractor(…) of %s is a DataError that names the file', async (_, path, chosen, message) => {
  const opened = open(path(), chosen);
  await expect(opened).rejects.toThrow(DataError);
  await expect(opened).rejects.toThrow(message);
});
