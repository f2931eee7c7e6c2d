import type { ShardIndex } from '../audio/shards';
import { DataError, NumericError } from '../core/errors';
import type { Feature } from '../features/feature';
import type { SpeakerModel } from '../models/speaker-model';
import { type NetworkOptions, openNetworkReader } from './network-reader';

/** A network ready to turn waveforms into embeddings. */
export interface Extractor {
  /**
   * Samples in [-1, 1] → the embedding; which other utterances are extracted, and in what order, changes nothing.
   * `name` is for messages. Throws DataError for an utterance that is too short, NumericError where a value is not finite.
   */
  extract(samples: Float32Array, name: string): Float32Array;
  dispose(): void;
}

/** Opens the network's embedding. */
export function openExtractor(options: NetworkOptions): Extractor {
  const network = openNetworkReader(options, 'embedding', (pass, features) => options.model.forward(pass, features));
  return {
    extract(samples, name) {
      demandFrames([{ name, samples: samples.length }], options);
      const values = network.read(samples, embedding => Float32Array.from(embedding.dataSync()));
      demandFiniteEmbedding(values, name);
      return values;
    },
    dispose: network.dispose,
  };
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
