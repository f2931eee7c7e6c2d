import { join } from 'node:path';
import { decodeAudio } from '../../src/audio/decode';
import { lookUp } from '../../src/core/registry';
import { readMetadata } from '../../src/engine/onnx/read-metadata';
import { openSession } from '../../src/engine/onnx/session';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { fbank } from '../../src/features/fbank';
import { models } from '../../src/models';
import type { SpeakerModelComponent } from '../../src/models/speaker-model';
import { exportNetwork, ports } from '../../src/stages/export-network';
import { openExtractor } from '../../src/stages/extractor';
import { initialWeights } from '../../src/training/weights';
import { testWithData } from '../corpora/shared-data';

beforeAll(() => startEngine({ device: 'cpu' }));

const featureOf = (mels: number) => fbank.build(fbank.options.parse({ mels, cmn: 'utterance' }));

/** Narrow networks of full depth, to save time; a model that is not here is taken as it is by default. */
const narrow: Readonly<Record<string, { readonly mels?: number; readonly options: object }>> = {
  resnet34: { options: { channels: 4 } },
  resnet18: { options: { channels: 4 } },
  resnet50: { options: { channels: 4 } },
  'ecapa-tdnn': { options: { channels: 32 } },
  'cam++': { options: { channels: 16, growth: 4 } },
  eres2net: { options: { channels: 8 } },
  tdnn: { options: { channels: 32, pooled: 48 } },
  'vgg-m': { mels: 100, options: { filters: [8, 16, 16, 16, 16], fc6: 32, embedding: 16 } },
  'frame-cnn': { options: { filters: [32, 32, 32, 48], fc1: 32, fc2: 16, batch_norm: true } },
};

for (const name of Object.keys(models)) {
  const component = lookUp<SpeakerModelComponent>(models, name, 'model');
  const { mels = 80, options } = narrow[name] ?? { options: {} };
  const feature = featureOf(mels);
  const model = component.build(component.options.parse(options), { features: feature.dimension });
  const network = () => ({
    feature,
    model,
    weights: initialWeights(model.parameters, 1),
    settings: { model: name, features: 'fbank' },
  });

  testWithData(
    `exportNetwork(…) of models.${name}: onnxruntime on a real recording gives the extractor’s embedding to 1e-4`,
    async data => {
      const before = tf.memory().numTensors;
      const { file, difference } = await exportNetwork(network());
      expect(tf.memory().numTensors).toBe(before);
      expect(difference).toBeLessThan(1e-5); // float32 in another order of sums
      const pcm = await decodeAudio(join(data, 'VoxCeleb1_samples/Josh_Gad/HXUqYaOwrxA_0000015.wav'), {
        sampleRate: 16000,
      });
      const wave = Float32Array.from(pcm.subarray(0, 40_000), sample => sample / 32768);
      const extractor = openExtractor({
        ...network(),
        precision: 'fp32',
        onFallback: reason => expect(reason).toBe(''),
      });
      const ours = extractor.extract(wave, name);
      extractor.dispose();
      const frames = tf.tidy(() => feature.extract(tf.tensor2d(wave, [1, wave.length])));
      const tensor = { shape: frames.shape, data: Float32Array.from(frames.dataSync()) };
      frames.dispose();
      const session = await openSession(file);
      const theirs = await session.run({ name: ports.input, tensor }, ports.output);
      await session.close();
      expect(theirs.shape).toEqual([1, model.embedding]);
      const largest = Math.max(...ours.map(Math.abs));
      const gaps = ours.map((value, place) => Math.abs(value - (theirs.data[place] ?? Number.NaN)));
      expect(Math.max(...gaps) / largest).toBeLessThan(1e-4);
    },
  );
}

test('exportNetwork(…) writes what it was made of, and the features that the network needs, into the file', async () => {
  const { resnet18 } = models;
  const feature = featureOf(80);
  const chosen = resnet18.options.parse({ channels: 2, blocks: [1], embedding: 4 });
  const model = resnet18.build(chosen, { features: feature.dimension });
  const settings = { model: { type: 'resnet18', options: chosen }, features: { type: 'fbank', options: { mels: 80 } } };
  const { file } = await exportNetwork({ feature, model, weights: initialWeights(model.parameters, 1), settings });
  const metadata = readMetadata(file);
  expect(JSON.parse(metadata.get('model') ?? '')).toEqual(settings.model);
  expect(JSON.parse(metadata.get('features') ?? '')).toEqual(settings.features);
  expect(metadata.get('sample_rate')).toBe('16000');
  expect(metadata.get('least_frames')).toBe(String(model.leastFrames));
});
