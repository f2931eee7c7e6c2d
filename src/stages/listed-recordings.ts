import { withShards } from '../audio/shards';
import { DataError } from '../core/errors';
import type { Seconds } from '../core/units';
import type { NamedVectors } from '../manifest/named-vectors';
import { readNames } from '../manifest/names';
import { readVectors } from '../manifest/vectors';
import type { Artifact } from '../pipeline/stage';

/** A trial list and the sets that its recordings are in: its own first, then those of lists before it, the latest first. */
export interface ListInSets {
  /** Names of all recordings, in the list's order. */
  readonly utterances: Artifact;
  readonly sets: readonly { readonly shards: Artifact }[];
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
export function listedRecordings(path: PathOf, { utterances, sets }: ListInSets): ReadonlyMap<string, ListedRecording> {
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

/**
 * The embeddings of the recordings of a trial list, in its order; `sets` are those of its sets, as files or to be made. None is read, or made, of
 * which no recording comes.
 */
export async function listedVectors(
  recordings: ReadonlyMap<string, ListedRecording>,
  sets: readonly (string | (() => Promise<NamedVectors>))[],
): Promise<NamedVectors> {
  const ids = [...recordings.keys()];
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const used = new Set(Array.from(recordings.values(), ({ set }) => set));
  let columns = 0;
  let data = new Float32Array();
  let left = ids.length;
  for (const [set, source] of sets.entries()) {
    if (!used.has(set)) continue;
    const part = typeof source === 'string' ? readVectors(source) : await source();
    if (columns === 0) {
      columns = part.vectors.columns;
      data = new Float32Array(ids.length * columns);
    }
    part.ids.forEach((id, row) => {
      if (recordings.get(id)?.set !== set) return;
      data.set(part.vectors.data.subarray(row * columns, (row + 1) * columns), rowOf.get(id)! * columns);
      left--;
    });
  }
  if (left > 0) throw new Error(`${left} recordings have no embedding`);
  return { ids, vectors: { rows: ids.length, columns, data } };
}
