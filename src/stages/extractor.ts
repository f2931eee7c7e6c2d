import type { ShardIndex } from '../audio/shards';
import { DataError, NumericError } from '../core/errors';
import { compile, type Precision } from '../engine/compile';
import { tf } from '../engine/tf';
import type { Feature } from '../features/feature';
import { makePass } from '../layers/pass';
import type { SpeakerModel } from '../models/speaker-model';
import { type StoredWeights, toDevice } from '../training/weights';

/** A network ready to turn waveforms into embeddings. */
export interface Extractor {
  /**
   * Samples in [-1, 1] → the embedding; which other utterances are extracted, and in what order, changes nothing.
   * `name` is for messages. Throws DataError for an utterance that is too short, NumericError where a value is not finite.
   */
  extract(samples: Float32Array, name: string): Float32Array;
  dispose(): void;
}

export interface ExtractorOptions {
  readonly feature: Feature;
  readonly model: SpeakerModel;
  readonly weights: StoredWeights;
  /** Of the network; features are fp32. */
  readonly precision: Precision;
  readonly onFallback: (reason: string) => void;
}

/** Puts the weights on the device as constants of one compiled function; another makes the features, for all lengths alike. */
export function openExtractor({ feature, model, weights, precision, onFallback }: ExtractorOptions): Extractor {
  const constants = new Map(model.parameters.map(({ name }) => [name, toDevice(weightOf(weights, name))]));
  const features = compile(([waves]) => [feature.extract(waves as tf.Tensor2D)], {
    name: 'features',
    precision: 'fp32',
    openAxis: 1,
    onFallback,
  });
  const network = compile(([x]) => [model.forward(makePass(constants, 'infer'), x as tf.Tensor3D)], {
    name: 'embedding',
    precision,
    openAxis: 1,
    onFallback,
  });
  return {
    extract(samples, name) {
      demandFrames([{ name, samples: samples.length }], { feature, model });
      const wave = tf.tensor2d(samples, [1, samples.length], 'float32');
      const frames = features.run([wave]);
      const embedding = network.run(frames);
      const values = Float32Array.from(embedding[0]?.dataSync() ?? []);
      tf.dispose([wave, frames, embedding]);
      demandFiniteEmbedding(values, name);
      return values;
    },
    dispose() {
      features.dispose();
      network.dispose();
      for (const tensor of constants.values()) tensor.dispose();
    },
  };
}

/** The array of that name in a network file. Throws DataError where a reading of the network wants one that it was trained without. */
export function weightOf(weights: StoredWeights, name: string) {
  const weight = weights.get(name);
  if (weight !== undefined) return weight;
  throw new DataError({
    what: 'the trained network lacks an array',
    expected: name,
    found: `${weights.size} others`,
    remedy: 'it was trained without that layer: read it by a model that has no more layers than its recipe’s',
  });
}

/** What {@link demandFrames} takes, of all rows of shards. */
export function* lengthsOf(index: ShardIndex): Generator<{ readonly name: string; readonly samples: number }> {
  for (let row = 0; row < index.count; row++) yield { name: index.id(row), samples: index.samples(row) };
}

/** Throws DataError naming the utterances, and the set they are of, that give a network fewer frames than it needs. */
export function demandFrames(
  utterances: Iterable<{ readonly name: string; readonly samples: number }>,
  { feature, model }: { readonly feature: Feature; readonly model: Pick<SpeakerModel, 'leastFrames'> },
  set?: string,
): void {
  const short: string[] = [];
  let count = 0;
  for (const { name, samples } of utterances) {
    const frames = feature.frames(samples);
    if (frames >= model.leastFrames) continue;
    count++;
    if (count <= 20) short.push(`${name} (${(samples / feature.sampleRate).toFixed(3)} s, ${frames})`);
  }
  if (count === 0) return;
  throw new DataError({
    ...(set === undefined ? {} : { where: set }),
    what:
      count === 1 ? 'utterance is too short for an embedding' : `${count} utterances are too short for an embedding`,
    expected: `at least ${model.leastFrames} frames`,
    found: `${short.join(', ')}${count > short.length ? ` and ${count - short.length} more` : ''}`,
    remedy: 'leave them out of the list, or choose a network with fewer stages',
  });
}

/** Throws NumericError naming the utterance whose embedding is not finite. */
export function demandFiniteEmbedding(vector: Float32Array, name: string): void {
  const place = vector.findIndex(value => !Number.isFinite(value));
  if (place < 0) return;
  throw new NumericError({
    what: 'embedding is not finite',
    where: name,
    expected: 'finite numbers',
    found: `${vector[place]} at dimension ${place + 1}`,
    remedy: 'the recording or the network is broken: look at the utterance, and at the loss in metrics.jsonl',
  });
}
