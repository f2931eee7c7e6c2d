import { openShards, type ShardIndex } from '../audio/shards';
import { waveOfPcm } from '../audio/wave-of-pcm';
import type { Precision } from '../engine/compile';
import type { Feature } from '../features/feature';
import type { NamedVectors } from '../manifest/named-vectors';
import type { SpeakerModel } from '../models/speaker-model';
import type { Artifact, StageIO, StageMaking } from '../pipeline/stage';
import { loadWeights } from '../training/weights';
import { embeddingStage, type SetToEmbed } from './embedding-stage';
import { demandFrames, lengthsOf, openExtractor } from './extractor';
import type { Engine, StageDescription } from './train';

export interface EmbedPlan {
  readonly feature: Feature;
  readonly model: SpeakerModel;
  readonly precision: Precision;
  readonly engine: Engine;
}

/** Embeds every utterance of a set by a network. */
export function embed(
  set: SetToEmbed,
  plan: EmbedPlan,
  network: Artifact,
  describe: StageDescription,
): StageMaking<'vectors' | 'ids'> {
  const described = { ...describe, code: ['stages/embed', ...describe.code] };
  return embeddingStage(set, [network], described, io =>
    embedShards(io, set, plan, async onFallback => {
      const extractor = openExtractor({ ...plan, weights: loadWeights(io.path(network)), onFallback });
      return { ...extractor, embedding: plan.model.embedding };
    }),
  );
}

/** An {@link Extractor} that may answer later, and says how long its vectors are. */
export interface AnyExtractor {
  readonly embedding: number;
  extract(samples: Float32Array, name: string): Float32Array | Promise<Float32Array>;
  dispose(): void;
}

interface ExtractionPlan {
  readonly feature: Feature;
  readonly model: Pick<SpeakerModel, 'leastFrames'>;
  readonly engine: Engine;
}

/** What {@link embed} does with a network of any kind, which is opened when the engine runs. */
export async function embedShards(
  io: StageIO,
  { of, shards }: SetToEmbed,
  plan: ExtractionPlan,
  open: (onFallback: (text: string) => void) => Promise<AnyExtractor>,
): Promise<NamedVectors> {
  const index = openShards(io.path(shards));
  try {
    demandFrames(lengthsOf(index), plan, of);
    await plan.engine(io.report);
    const extractor = await open(text => io.report({ type: 'warning', text }));
    try {
      const columns = extractor.embedding;
      const data = await extractAll(index, columns, extractor, io);
      const ids = Array.from({ length: index.count }, (_, row) => index.id(row));
      return { ids, vectors: { rows: index.count, columns, data } };
    } finally {
      extractor.dispose();
    }
  } finally {
    index.close();
  }
}

/** Embeddings of all rows, [rows, columns] row-major. */
async function extractAll(
  index: ShardIndex,
  columns: number,
  extractor: AnyExtractor,
  { report, signal }: Pick<StageIO, 'report' | 'signal'>,
): Promise<Float32Array> {
  const data = new Float32Array(index.count * columns);
  for (let row = 0; row < index.count; row++) {
    signal.throwIfAborted();
    const pcm = index.read(row, 0, index.samples(row));
    const samples = waveOfPcm(pcm);
    data.set(await extractor.extract(samples, index.id(row)), row * columns);
    report({ type: 'progress', stage: 'embed', done: row + 1, total: index.count, unit: 'utterances' });
    // The process has one thread for JavaScript: signals are heard between utterances.
    if (row % 16 === 15) await new Promise(resolve => setImmediate(resolve));
  }
  return data;
}
