import { openShards, type ShardIndex } from '../audio/shards';
import type { Precision } from '../engine/compile';
import type { Feature } from '../features/feature';
import { writeVectors } from '../manifest/vectors';
import type { SpeakerModel } from '../models/speaker-model';
import { type Artifact, defineStage, type StageIO, type StageMaking } from '../pipeline/stage';
import { loadWeights } from '../training/weights';
import { demandFrames, type Extractor, lengthsOf, openExtractor } from './extractor';
import type { Engine, StageDescription } from './train';

export interface EmbedPlan {
  readonly feature: Feature;
  readonly model: SpeakerModel;
  readonly precision: Precision;
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
      const index = openShards(io.path(shards));
      try {
        demandFrames(lengthsOf(index), plan, of);
        await plan.engine(io.report);
        const onFallback = (text: string): void => io.report({ type: 'warning', text });
        const extractor = openExtractor({ ...plan, weights: loadWeights(io.path(network)), onFallback });
        const columns = plan.model.embedding;
        try {
          const data = await extractAll(index, columns, extractor, io);
          const ids = Array.from({ length: index.count }, (_, row) => index.id(row));
          writeVectors(io.path(made.vectors), { ids, vectors: { rows: index.count, columns, data } });
        } finally {
          extractor.dispose();
        }
      } finally {
        index.close();
      }
    },
  });
}

/** Embeddings of all rows, [rows, columns] row-major. */
async function extractAll(
  index: ShardIndex,
  columns: number,
  extractor: Extractor,
  { report, signal }: Pick<StageIO, 'report' | 'signal'>,
): Promise<Float32Array> {
  const data = new Float32Array(index.count * columns);
  for (let row = 0; row < index.count; row++) {
    signal.throwIfAborted();
    const pcm = index.read(row, 0, index.samples(row));
    const samples = Float32Array.from(pcm, sample => sample / 32768);
    data.set(extractor.extract(samples, index.id(row)), row * columns);
    report({ type: 'progress', stage: 'embed', done: row + 1, total: index.count, unit: 'utterances' });
    // The process has one thread for JavaScript: signals are heard between utterances.
    if (row % 16 === 15) await new Promise(resolve => setImmediate(resolve));
  }
  return data;
}
