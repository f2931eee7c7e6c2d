import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { DataError } from '../core/errors';

/** The columns of a shard folder's index: row i of the list is element i. */
export interface IndexColumns {
  readonly idText: Uint8Array;
  readonly idEnds: Uint32Array;
  /** Hash of the ids, see {@link ./text-table}. */
  readonly idSlots: Uint32Array;
  readonly speakerText: Uint8Array;
  readonly speakerEnds: Uint32Array;
  /** Index of the speaker's name, −1 for an utterance without one. */
  readonly speaker: Int32Array;
  readonly shard: Uint32Array;
  /** First sample within the shard. */
  readonly offset: Uint32Array;
  readonly samples: Uint32Array;
}

const order = [
  'idText',
  'idEnds',
  'idSlots',
  'speakerText',
  'speakerEnds',
  'speaker',
  'shard',
  'offset',
  'samples',
] as const satisfies readonly (keyof IndexColumns)[];

const magic = 0x31585653; // 'SVX1', read as little-endian
const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;
const headerBytes = aligned(4 + 4 * order.length);

/** The index as one buffer: magic, the byte length of each column, the columns at multiples of 8 bytes; little-endian. */
export function packIndex(columns: IndexColumns): Uint8Array {
  const total = order.reduce((sum, name) => sum + aligned(columns[name].byteLength), headerBytes);
  const packed = new Uint8Array(total);
  const header = new Uint32Array(packed.buffer, 0, headerBytes / 4);
  header[0] = magic;
  let at = headerBytes;
  order.forEach((name, place) => {
    const { buffer, byteOffset, byteLength } = columns[name];
    header[place + 1] = byteLength;
    packed.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += aligned(byteLength);
  });
  return packed;
}

/** Views of the columns in a packed index; nothing is copied. */
export function unpackIndex(packed: SharedArrayBuffer, where: string): IndexColumns {
  const broken = (found: string): DataError =>
    new DataError({ where, what: 'not an index of audio shards', found, remedy: 'prepare the data again' });
  if (packed.byteLength < headerBytes) throw broken(`${packed.byteLength} bytes`);
  const header = new Uint32Array(packed, 0, headerBytes / 4);
  if (header[0] !== magic) throw broken('another magic number');
  let at = headerBytes;
  const next = (): [SharedArrayBuffer, number, number] => {
    const bytes = header[++place] ?? 0;
    const start = at;
    at += aligned(bytes);
    if (at > packed.byteLength) throw broken('a column that ends behind the file');
    return [packed, start, bytes];
  };
  let place = 0;
  const bytesColumn = (): Uint8Array => new Uint8Array(...next());
  const wordColumn = (): Uint32Array => {
    const [buffer, start, bytes] = next();
    return new Uint32Array(buffer, start, bytes / 4);
  };
  const signedColumn = (): Int32Array => {
    const [buffer, start, bytes] = next();
    return new Int32Array(buffer, start, bytes / 4);
  };
  return {
    idText: bytesColumn(),
    idEnds: wordColumn(),
    idSlots: wordColumn(),
    speakerText: bytesColumn(),
    speakerEnds: wordColumn(),
    speaker: signedColumn(),
    shard: wordColumn(),
    offset: wordColumn(),
    samples: wordColumn(),
  };
}

/** A whole file in memory that threads can share. */
export function readShared(path: string): SharedArrayBuffer {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const shared = new SharedArrayBuffer(size);
    const bytes = new Uint8Array(shared);
    for (let at = 0; at < size; ) {
      const read = readSync(file, bytes, at, Math.min(size - at, 2 ** 30), at);
      if (read === 0) throw new DataError({ where: path, what: 'file became shorter while it was read' });
      at += read;
    }
    return shared;
  } finally {
    closeSync(file);
  }
}
