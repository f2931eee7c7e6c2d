import { vectorsOfArrays } from './array-vectors';
import type { NamedVectors } from './named-vectors';
import { npzArrays } from './npz';
import { openZip } from './zip-archive';

/** Embeddings of numpy.savez or savez_compressed: a vector under each id, or one matrix and an array of the ids of its rows. Throws DataError. */
export function readNpzVectors(path: string): NamedVectors {
  const archive = openZip(path);
  try {
    return vectorsOfArrays(path, npzArrays(archive), { size: archive.size, count: archive.entries.size });
  } finally {
    archive.close();
  }
}
