import { join } from 'node:path';
import { decodeAudio } from '../../src/audio/decode';
import { UsageError } from '../../src/core/errors';
import { lookUp } from '../../src/core/registry';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { fbank } from '../../src/features/fbank';
import { makePass } from '../../src/layers/pass';
import { models } from '../../src/models';
import type { SpeakerModelComponent } from '../../src/models/speaker-model';
import { openLayerReader } from '../../src/stages/layer-reader';
import { initialWeights, toDevice } from '../../src/training/weights';
import { testWithData } from '../corpora/shared-data';

beforeAll(() => startEngine({ device: 'cpu' }));

/** Narrow networks, and of their layers some with as many rows as they have for so many frames, and columns. */
const cases: Readonly<
  Record<string, { readonly mels?: number; readonly options: object; readonly layers: Readonly<Record<string, Size>> }>
> = {
  'frame-cnn': {
    options: { filters: [6, 7, 8, 9], fc1: 5, fc2: 4, pooling: 'average', frame_level: true, batch_norm: true },
    layers: { conv1: [n => n, 6], conv4: [n => Math.ceil(n / 2), 9], fc2: [n => Math.ceil(n / 2), 4] },
  },
  tdnn: {
    options: { channels: 6, pooled: 8, embedding: 5 },
    layers: { frame_1: [n => n - 4, 6], frame_5: [n => n - 14, 8], seg_1: [() => 1, 5] },
  },
  'vgg-m': {
    mels: 100,
    options: { filters: [2, 3, 4, 5, 6], fc6: 7, embedding: 8 },
    layers: { conv1: [undefined, 2 * 23], pool: [() => 1, 7], fc7: [() => 1, 8] },
  },
  resnet18: {
    options: { channels: 2, embedding: 8 },
    layers: { layer1: [n => n, 2 * 80], layer4: [n => Math.ceil(n / 8), 16 * 10], pool: [() => 1, 2 * 160] },
  },
  'ecapa-tdnn': { options: { channels: 16 }, layers: { layer1: [n => n, 16], conv: [n => n, undefined] } },
  'cam++': { options: { channels: 8, growth: 4 }, layers: { 'xvector.tdnn': [n => Math.ceil(n / 2), 8] } },
};

type Size = readonly [rows: ((frames: number) => number) | undefined, columns: number | undefined];

for (const [name, { mels = 80, options, layers }] of Object.entries(cases)) {
  const component = lookUp<SpeakerModelComponent>(models, name, 'model');
  const feature = fbank.build(fbank.options.parse({ mels }));
  const model = component.build(component.options.parse(options), { features: mels });
  const weights = initialWeights(model.parameters, 1);

  testWithData(
    `openLayerReader(…, layer).read(…) of models.${name} gives what the network exposes, a row a frame, of a real recording at two lengths`,
    async data => {
      const path = join(data, 'VoxCeleb1_samples/Josh_Gad/HXUqYaOwrxA_0000015.wav');
      const pcm = await decodeAudio(path, { sampleRate: 16000 });
      const wave = Float32Array.from(pcm, sample => sample / 32768);
      const before = tf.memory().numTensors;
      for (const [layer, [rows, columns]] of Object.entries(layers)) {
        const onFallback = (reason: string) => expect(reason).toBe('');
        const reader = openLayerReader({ feature, model, weights, precision: 'fp32', onFallback }, layer);
        for (const samples of [17_000, 40_000]) {
          const found = reader.read(wave.subarray(0, samples), name);
          if (rows !== undefined) expect([layer, found.rows]).toEqual([layer, rows(feature.frames(samples))]);
          if (columns !== undefined) expect([layer, found.columns]).toEqual([layer, columns]);
          expect(gapToExposed(layer, wave.subarray(0, samples), found.data)).toBeLessThan(1e-5);
        }
        reader.dispose();
      }
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  /** From the network run op by op: largest difference, as a share of the largest value. */
  function gapToExposed(layer: string, wave: Float32Array, found: ArrayLike<number>): number {
    return tf.tidy(() => {
      const constants = new Map([...weights].map(([key, stored]) => [key, toDevice(stored)]));
      const pass = makePass(constants, 'infer', [layer]);
      model.forward(pass, feature.extract(tf.tensor2d(wave, [1, wave.length])));
      const exposed = pass.exposed.get(layer);
      if (exposed === undefined) throw new Error(`${name} exposes no ${layer}`);
      const values = Array.from((exposed.rank === 4 ? tf.transpose(exposed, [0, 1, 3, 2]) : exposed).dataSync());
      pass.dispose();
      expect(found.length).toBe(values.length);
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      return (
        values.reduce((most, value, at) => Math.max(most, Math.abs(value - (found[at] ?? Number.NaN))), 0) / largest
      );
    });
  }
}

test('openLayerReader(…, layer) names the layers that there are where there is none of that name', () => {
  const feature = fbank.build(fbank.options.parse({ mels: 16 }));
  const model = models.tdnn.build(models.tdnn.options.parse({ channels: 2, pooled: 2, embedding: 2 }), {
    features: 16,
  });
  const options = { feature, model, weights: initialWeights(model.parameters, 1), precision: 'fp32' } as const;
  const reader = openLayerReader({ ...options, onFallback: () => undefined }, 'frame5');
  expect(() => reader.read(new Float32Array(16000).fill(0.1), 'x')).toThrow(UsageError);
  expect(() => reader.read(new Float32Array(16000).fill(0.1), 'x')).toThrow(
    /expected frame_1, frame_2, frame_3, frame_4, frame_5, pool, seg_1, seg_2, found 'frame5'.*did you mean frame_5/s,
  );
  reader.dispose();
});
