import { DataError, NumericError } from '../../src/core/errors';
import { randomOf } from '../../src/core/random';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { fbank } from '../../src/features/fbank';
import { makePass } from '../../src/layers/pass';
import { resnet18 } from '../../src/models/resnet18';
import { openExtractor } from '../../src/stages/extractor';
import { initialWeights, type StoredWeights, toDevice } from '../../src/training/weights';

beforeAll(() => startEngine({ device: 'cpu' }));

const feature = fbank.build(fbank.options.parse({ mels: 16, cmn: 'utterance' }));
const modelOf = (options: object) =>
  resnet18.build(resnet18.options.parse({ channels: 2, embedding: 8, ...options }), { features: feature.dimension });
const model = modelOf({ blocks: [1, 1, 1] });
const weights = initialWeights(model.parameters, 1);

function wave(samples: number): Float32Array {
  const random = randomOf('extractor', samples);
  return Float32Array.from({ length: samples }, () => 0.1 * random.normal());
}

/** Samples that give exactly so many frames. */
const samplesOf = (frames: number): number => 400 + 160 * (frames - 1);

function embedAll(lengths: readonly number[], from: StoredWeights = weights): Map<number, string> {
  const fallbacks: string[] = [];
  const onFallback = (reason: string) => void fallbacks.push(reason);
  const extractor = openExtractor({ feature, model, weights: from, precision: 'fp32', onFallback });
  const found = lengths.map(length => [length, extractor.extract(wave(length), `utterance of ${length}`)] as const);
  extractor.dispose();
  expect(fallbacks).toEqual([]);
  return new Map(found.map(([length, vector]) => [length, vector.join()]));
}

test('extractor.extract(samples, name) gives the same bits whatever was extracted before, at all lengths by one function', () => {
  const lengths = [16000, 7777, 48000, samplesOf(5), 16001];
  const before = tf.memory().numTensors;
  const forth = embedAll(lengths);
  const back = embedAll(lengths.toReversed());
  for (const length of lengths) expect(back.get(length)).toBe(forth.get(length));
  expect(new Set(forth.values()).size).toBe(lengths.length);
  expect(tf.memory().numTensors).toBe(before);
});

test('extractor.extract(samples, name) names an utterance that is too short, what it has and what the network needs', () => {
  expect(() => embedAll([samplesOf(4)])).toThrow(DataError);
  expect(() => embedAll([samplesOf(4)])).toThrow(
    'utterance is too short for an embedding: expected at least 5 frames, found utterance of 880 (0.055 s, 4)',
  );
  expect(() => embedAll([100])).toThrow('found utterance of 100 (0.006 s, 0)');
});

test('extractor.extract(samples, name) throws NumericError for an embedding that is not finite', () => {
  const [first = ''] = weights.keys();
  const { shape, data } = weights.get(first) ?? { shape: [], data: new Float32Array() };
  const broken = new Map([...weights, [first, { shape, data: data.map(() => Number.NaN) }]]);
  expect(() => embedAll([16000], broken)).toThrow(NumericError);
  expect(() => embedAll([16000], broken)).toThrow('utterance of 16000  embedding is not finite');
});

test.each([
  [{ blocks: [1] }, 2],
  [{ blocks: [1, 1, 1, 1] }, 9],
  [{ blocks: [1, 1, 1, 1], pooling: 'biased-deviation' }, 1],
])('model.leastFrames of %j is %i: one frame less has no statistics', (options, least) => {
  const one = modelOf(options);
  expect(one.leastFrames).toBe(least);
  const constants = new Map([...initialWeights(one.parameters, 1)].map(([name, stored]) => [name, toDevice(stored)]));
  const embed = (frames: number) =>
    tf.tidy(() => one.forward(makePass(constants, 'infer'), tf.ones([1, frames, feature.dimension])).dataSync());
  expect(embed(least).every(Number.isFinite)).toBe(true);
  if (least > 1) expect(() => embed(least - 1)).toThrow(DataError);
  tf.dispose([...constants.values()]);
});
