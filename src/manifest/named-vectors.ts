import { DataError } from '../core/errors';
import type { VectorSet } from '../core/vectors';

/** Embeddings and the utterances, or models, that they are of: row i is of `ids[i]`. */
export interface NamedVectors {
  readonly ids: readonly string[];
  readonly vectors: VectorSet;
}

/** Rows that are named in an error before the rest is counted. */
const SHOWN = 20;

/**
 * Throws DataError where an embedding is not usable: no row at all, an id twice, numbers that are not finite, zeros
 * only. All faults of the first kind found are named together.
 */
export function checkVectors(path: string, { ids, vectors }: NamedVectors): void {
  if (vectors.rows === 0 || vectors.columns === 0) {
    throw new DataError({ what: 'file holds no embeddings', where: path, expected: 'at least one row' });
  }
  const seen = new Set<string>();
  const repeated = ids.filter(id => seen.size === seen.add(id).size);
  refuse(path, 'utterance has more than one embedding', 'each id once', repeated);
  const infinite: string[] = [];
  const zero: string[] = [];
  for (let row = 0; row < vectors.rows; row++) {
    let largest = 0;
    for (let at = row * vectors.columns; at < (row + 1) * vectors.columns; at++) {
      const size = Math.abs(vectors.data[at]!);
      // NaN compares false both ways: it is caught by not being below Infinity.
      if (!(size < Infinity)) largest = Infinity;
      else if (size > largest) largest = size;
    }
    if (largest === Infinity) infinite.push(ids[row]!);
    else if (largest === 0) zero.push(ids[row]!);
  }
  const remedy = 'extract them again; if they come out the same, the recordings or the network are broken';
  refuse(path, 'embedding has NaN or infinite numbers', 'finite numbers', infinite, remedy);
  refuse(path, 'embedding is all zeros', 'a vector with a direction', zero, remedy);
}

function refuse(path: string, what: string, expected: string, ids: readonly string[], remedy?: string): void {
  if (ids.length === 0) return;
  throw new DataError({ what, where: path, expected, found: someOf(ids), ...(remedy === undefined ? {} : { remedy }) });
}

/** The first twenty names and how many there are in all. */
export function someOf(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''} (${names.length} in all)`;
}

/** Collects rows that come one at a time, all of one size; memory doubles, unless it is reserved. */
export function collectVectors(path: string): {
  push(id: string, row: Float32Array | Float64Array): void;
  /** Makes room for that many rows of the first one's size at once; more may come. */
  reserve(rows: number): void;
  taken(): NamedVectors;
} {
  const ids: string[] = [];
  let columns = 0;
  let data: Float32Array | Float64Array = new Float32Array(0);
  const enlarge = (length: number): void => {
    const larger = data instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
    larger.set(data);
    data = larger;
  };
  return {
    push(id, row) {
      if (ids.length === 0) {
        columns = row.length;
        data = row instanceof Float64Array ? new Float64Array(64 * columns) : new Float32Array(64 * columns);
      }
      if (row.length !== columns) {
        throw new DataError({
          what: 'embeddings differ in size',
          where: `${path} ${id}`,
          expected: `${columns}`,
          found: `${row.length}`,
        });
      }
      const used = ids.length * columns;
      if (used + columns > data.length) enlarge(2 * data.length);
      data.set(row, used);
      ids.push(id);
    },
    reserve(rows) {
      if (rows * columns > data.length) enlarge(rows * columns);
    },
    taken: () => ({ ids, vectors: { rows: ids.length, columns, data: data.subarray(0, ids.length * columns) } }),
  };
}
