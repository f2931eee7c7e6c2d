import { type Artifact, defineStage, type StageIO, type StageMaking } from '../pipeline/stage';
import type { StageDescription } from './train';

type Embeddings = 'vectors' | 'ids';

/** The stage that makes the embeddings of a set, whatever they are of; `of` names the set: `train`, a trial list. */
export function embeddingStage(
  of: string,
  reads: readonly Artifact[],
  { settings, code, versions }: StageDescription,
  run: (io: StageIO, made: Readonly<Record<Embeddings, Artifact>>) => Promise<void>,
): StageMaking<Embeddings> {
  return defineStage({
    name: `embed.${of}`,
    settings,
    reads,
    code,
    versions,
    makes: { vectors: `embeddings/${of}.npy`, ids: `embeddings/${of}.ids` },
    run,
  });
}
