import type { NamedVectors } from '../manifest/named-vectors';
import { writeVectors } from '../manifest/vectors';
import { type Artifact, defineStage, type StageIO, type StageMaking } from '../pipeline/stage';
import { listedRecordings, listedVectors } from './listed-recordings';
import type { StageDescription } from './train';

/** What is embedded: a folder of shards, and of a trial list also what it shares with lists before it. */
export interface SetToEmbed {
  /** Names the set: `train`, a trial list. */
  readonly of: string;
  readonly shards: Artifact;
  readonly shared?: SharedRecordings;
}

export interface SharedRecordings {
  /** Names of all recordings of the list. */
  readonly utterances: Artifact;
  /** The lists before it, the latest first, and their embeddings by the same network. */
  readonly before: readonly { readonly shards: Artifact; readonly vectors: Artifact }[];
}

/**
 * The stage that makes the embeddings of a set, whatever they are of; `run` gives those of the shards, from what `reads` has beside them. What the set
 * shares with others is taken from theirs.
 */
export function embeddingStage(
  { of, shards, shared }: SetToEmbed,
  reads: readonly Artifact[],
  { settings, code, versions }: StageDescription,
  run: (io: StageIO) => Promise<NamedVectors>,
): StageMaking<'vectors' | 'ids'> {
  const others = shared?.before.flatMap(set => [set.shards, set.vectors]) ?? [];
  return defineStage({
    name: `embed.${of}`,
    settings,
    reads: [...reads, shards, ...(shared === undefined ? [] : [shared.utterances, ...others])],
    code,
    versions,
    makes: { vectors: `embeddings/${of}.npy`, ids: `embeddings/${of}.ids` },
    async run(io, made) {
      writeVectors(io.path(made.vectors), shared === undefined ? await run(io) : await joined(io, shards, shared, run));
    },
  });
}

async function joined(
  io: StageIO,
  shards: Artifact,
  { utterances, before }: SharedRecordings,
  run: (io: StageIO) => Promise<NamedVectors>,
): Promise<NamedVectors> {
  const recordings = listedRecordings(io.path, { utterances, sets: [{ shards }, ...before] });
  return listedVectors(recordings, [() => run(io), ...before.map(({ vectors }) => io.path(vectors))]);
}
