import { withShards } from '../audio/shards';
import { DataError } from '../core/errors';
import type { Seconds } from '../core/units';
import type { NamedVectors } from '../manifest/named-vectors';
import { readNames } from '../manifest/names';
import { readVectors } from '../manifest/vectors';
import type { Artifact } from '../pipeline/stage';

/** A trial list and the sets that its recordings are in: its own first, then those of lists before it, the latest first. */
export interface ListInSets<Set extends { readonly shards: Artifact }> {
  /** Names of all recordings, in the list's order. */
  readonly utterances: Artifact;
  readonly sets: readonly Set[];
}

export interface ListedRecording {
  readonly seconds: Seconds;
  /** Absent where the corpus does not know who speaks. */
  readonly speaker?: string;
  /** Place in `sets` of the one it is in. */
  readonly set: number;
}

type PathOf = (artifact: Artifact) => string;

/** The recordings of a trial list by id, in the list's order. Throws DataError where the sets were not made of it. */
export function listedRecordings(
  path: PathOf,
  { utterances, sets }: ListInSets<{ readonly shards: Artifact }>,
): ReadonlyMap<string, ListedRecording> {
  const missing: ListedRecording = { seconds: 0, set: -1 };
  const found = new Map(readNames(path(utterances)).map(id => [id, missing]));
  let left = found.size;
  for (const [set, { shards }] of sets.entries()) {
    withShards(path(shards), index => {
      for (const [id, known] of found) {
        const row = known === missing ? index.find(id) : undefined;
        if (row === undefined) continue;
        const speaker = index.speaker(row);
        const seconds = index.samples(row) / index.sampleRate;
        found.set(id, { seconds, set, ...(speaker < 0 ? {} : { speaker: index.speakerName(speaker) }) });
        left--;
      }
    });
  }
  if (left > 0) {
    throw new DataError({
      what: 'recordings of a trial list are in none of its sets',
      where: path(utterances),
      found: `${left} of ${found.size}`,
      remedy: 'prepare the data again: `svtk prepare RECIPE`',
    });
  }
  return found;
}

/** The embeddings of the recordings of a trial list, in its order; `vectors` are those of its sets. */
export function listedVectors(
  path: PathOf,
  recordings: ReadonlyMap<string, ListedRecording>,
  vectors: readonly Artifact[],
): NamedVectors {
  const ids = [...recordings.keys()];
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const used = new Set(Array.from(recordings.values(), ({ set }) => set));
  const parts = [...used].map(set => ({ set, ...readVectors(path(vectors[set]!)) }));
  const columns = parts[0]?.vectors.columns ?? 0;
  const data = new Float32Array(ids.length * columns);
  let left = ids.length;
  for (const part of parts) {
    part.ids.forEach((id, row) => {
      if (recordings.get(id)?.set !== part.set) return;
      data.set(part.vectors.data.subarray(row * columns, (row + 1) * columns), rowOf.get(id)! * columns);
      left--;
    });
  }
  if (left > 0) throw new Error(`${left} recordings have no embedding`);
  return { ids, vectors: { rows: ids.length, columns, data } };
}
