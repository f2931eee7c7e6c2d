import { openShards } from '../audio/shards';
import { NumericError } from '../core/errors';
import { compile } from '../engine/compile';
import { tf } from '../engine/tf';
import type { Feature } from '../features/feature';
import { makePass } from '../layers/pass';
import { writeVectors } from '../manifest/vectors';
import type { SpeakerModel } from '../models/speaker-model';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import { loadWeights, type StoredWeights, toDevice } from '../training/weights';
import type { Engine, StageDescription } from './train';

/** A network ready to turn waveforms into embeddings. */
export interface Extractor {
  /** Samples in [-1, 1] → the embedding; which other utterances are extracted, and in what order, changes nothing. */
  extract(samples: Float32Array): Float32Array;
  dispose(): void;
}

export interface ExtractorOptions {
  readonly feature: Feature;
  readonly model: SpeakerModel;
  readonly weights: StoredWeights;
  readonly precision: 'fp32' | 'bf16';
  readonly onFallback: (reason: string) => void;
}

/** Puts the weights on the device as constants of one compiled function. */
export function openExtractor({ feature, model, weights, precision, onFallback }: ExtractorOptions): Extractor {
  const constants = new Map(model.parameters.map(({ name }) => [name, toDevice(weightOf(weights, name))]));
  // Features run op by op: how frames are cut depends on the length, and they cost little beside the network.
  const forward = compile(([x]) => [model.forward(makePass(constants, 'infer'), x as tf.Tensor3D)], {
    name: 'embedding',
    precision,
    openAxis: 1,
    onFallback,
  });
  return {
    extract(samples) {
      const wave = tf.tensor2d(samples, [1, samples.length], 'float32');
      const x = tf.tidy(() => feature.extract(wave));
      const embedding = forward.run([x]);
      const values = Float32Array.from(embedding[0]?.dataSync() ?? []);
      tf.dispose([wave, x, embedding]);
      return values;
    },
    dispose() {
      forward.dispose();
      for (const tensor of constants.values()) tensor.dispose();
    },
  };
}

function weightOf(weights: StoredWeights, name: string) {
  const weight = weights.get(name);
  if (weight === undefined) throw new Error(`the network file lacks ${name}`);
  return weight;
}

export interface EmbedPlan {
  readonly feature: Feature;
  readonly model: SpeakerModel;
  readonly precision: 'fp32' | 'bf16';
  readonly engine: Engine;
}

/** Embeds every utterance of a folder of shards; `of` names the set: `train`, a trial list. */
export function embed(
  of: string,
  plan: EmbedPlan,
  { network, shards }: { readonly network: Artifact; readonly shards: Artifact },
  { settings, code, versions }: StageDescription,
): StageMaking<'vectors' | 'ids'> {
  return defineStage({
    name: `embed.${of}`,
    settings,
    reads: [network, shards],
    code: ['stages/embed', ...code],
    versions,
    makes: { vectors: `embeddings/${of}.npy`, ids: `embeddings/${of}.ids` },
    async run(io, made) {
      await plan.engine();
      const index = openShards(io.path(shards));
      const onFallback = (text: string): void => io.report({ type: 'warning', text });
      const weights = loadWeights(io.path(network));
      const extractor = openExtractor({ ...plan, weights, onFallback });
      const columns = plan.model.embedding;
      const data = new Float32Array(index.count * columns);
      try {
        for (let row = 0; row < index.count; row++) {
          io.signal.throwIfAborted();
          const pcm = index.read(row, 0, index.samples(row));
          const vector = extractor.extract(Float32Array.from(pcm, sample => sample / 32768));
          demandFinite(vector, index.id(row));
          data.set(vector, row * columns);
          io.report({ type: 'progress', stage: 'embed', done: row + 1, total: index.count, unit: 'utterances' });
          // The process has one thread for JavaScript: signals are heard between utterances.
          if (row % 16 === 15) await new Promise(resolve => setImmediate(resolve));
        }
        const ids = Array.from({ length: index.count }, (_, row) => index.id(row));
        writeVectors(io.path(made.vectors), { ids, vectors: { rows: index.count, columns, data } });
      } finally {
        extractor.dispose();
        index.close();
      }
    },
  });
}

function demandFinite(vector: Float32Array, id: string): void {
  const place = vector.findIndex(value => !Number.isFinite(value));
  if (place < 0) return;
  throw new NumericError({
    what: 'embedding is not finite',
    where: id,
    expected: 'finite numbers',
    found: `${vector[place]} at dimension ${place + 1}`,
    remedy: 'the recording or the network is broken: look at the utterance, and at the loss in metrics.jsonl',
  });
}
