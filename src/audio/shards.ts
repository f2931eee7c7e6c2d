import { createHash } from 'node:crypto';
import { closeSync, createReadStream, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { DataError } from '../core/errors';
import type { Hertz } from '../core/units';
import { readShared, unpackIndex } from './index-file';
import { inFolder, type ShardManifest, shardManifest } from './shard-format';
import { findText, textTable } from './text-table';

/** What another thread needs to open the same shards without reading or copying the index again. */
export interface SharedShards {
  readonly directory: string;
  readonly manifest: ShardManifest;
  readonly index: SharedArrayBuffer;
}

/** Random access to the utterances of a folder of PCM shards; rows are in the order of the list they were made from. */
export interface ShardIndex {
  readonly directory: string;
  readonly sampleRate: Hertz;
  readonly count: number;
  readonly speakers: number;
  id(row: number): string;
  /** Index of the row's speaker, in order of first appearance; −1 where the list named none. */
  speaker(row: number): number;
  speakerName(speaker: number): string;
  samples(row: number): number;
  /** Row of an id; undefined where the list lacks it or its audio was bad. */
  find(id: string): number | undefined;
  /** `length` samples from sample `from` on, into `into` if given. Reads the file at that place; nothing is cached here. */
  read(row: number, from: number, length: number, into?: Int16Array): Int16Array;
  readonly shared: SharedShards;
  close(): void;
}

const again = { remedy: 'prepare the data again: `svtk prepare RECIPE`' };

function readManifest(directory: string): ShardManifest {
  const path = inFolder(directory).manifest;
  if (!existsSync(path)) throw new DataError({ where: path, what: 'audio shards are not finished', ...again });
  const parsed = shardManifest.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new DataError({ where: path, what: 'not a manifest of audio shards', found: parsed.error.message, ...again });
}

/**
 * Opens a finished folder of shards. The index is held to its sha256, the shards to their sizes; `verifyShards` reads all.
 * A million rows take about 70 MB, shared by the threads of a process.
 */
export function openShards(directory: string): ShardIndex {
  const manifest = readManifest(directory);
  const paths = inFolder(directory);
  manifest.shards.forEach(({ bytes }, number) => {
    const found = statSync(paths.shard(number), { throwIfNoEntry: false })?.size;
    if (found !== bytes) {
      const size = found === undefined ? 'no file' : `${found} bytes`;
      throw new DataError({
        where: paths.shard(number),
        what: 'audio shard is damaged',
        expected: `${bytes} bytes`,
        found: size,
        ...again,
      });
    }
  });
  if (!existsSync(paths.index)) throw new DataError({ where: paths.index, what: 'index is missing', ...again });
  const index = readShared(paths.index);
  const sha256 = createHash('sha256').update(new Uint8Array(index)).digest('hex');
  if (sha256 !== manifest.index.sha256) {
    throw new DataError({ where: paths.index, what: 'index does not have the sha256 of the manifest', ...again });
  }
  return openSharedShards({ directory, manifest, index });
}

/** Reads every shard. @throws DataError naming the first whose bytes do not have the manifest's sha256. */
export async function verifyShards(directory: string): Promise<void> {
  const paths = inFolder(directory);
  for (const [number, { sha256 }] of readManifest(directory).shards.entries()) {
    const hash = createHash('sha256');
    for await (const bytes of createReadStream(paths.shard(number), { highWaterMark: 2 ** 20 })) hash.update(bytes);
    const found = hash.digest('hex');
    if (found === sha256) continue;
    throw new DataError({
      where: paths.shard(number),
      what: 'audio shard is damaged',
      expected: `sha256 ${sha256}`,
      found,
      ...again,
    });
  }
}

/** The same shards in another thread. */
export function openSharedShards(shared: SharedShards): ShardIndex {
  const { directory, manifest } = shared;
  const paths = inFolder(directory);
  const columns = unpackIndex(shared.index, paths.index);
  const ids = textTable(columns.idText, columns.idEnds);
  const names = textTable(columns.speakerText, columns.speakerEnds);
  const files = new Map<number, number>();
  const cell = (column: Uint32Array | Int32Array, row: number): number => {
    const value = column[row];
    if (value === undefined) throw new RangeError(`${directory}: row ${row} of ${ids.count}`);
    return value;
  };
  const fileOf = (shard: number): number => {
    const known = files.get(shard);
    if (known !== undefined) return known;
    const opened = openSync(paths.shard(shard), 'r');
    files.set(shard, opened);
    return opened;
  };
  return {
    directory,
    shared,
    sampleRate: manifest.sampleRate,
    count: ids.count,
    speakers: names.count,
    id: ids.get,
    speaker: row => cell(columns.speaker, row),
    speakerName: names.get,
    samples: row => cell(columns.samples, row),
    find: id => findText(ids, columns.idSlots, id),
    read(row, from, length, into = new Int16Array(length)) {
      if (from < 0 || from + length > cell(columns.samples, row) || length > into.length) {
        throw new RangeError(`${ids.get(row)}: samples ${from} to ${from + length} of ${columns.samples[row]}`);
      }
      const file = fileOf(cell(columns.shard, row));
      const bytes = new Uint8Array(into.buffer, into.byteOffset, 2 * length);
      const start = 2 * (cell(columns.offset, row) + from);
      for (let at = 0; at < bytes.length; ) {
        const read = readSync(file, bytes, at, bytes.length - at, start + at);
        if (read === 0)
          throw new DataError({ where: directory, what: 'audio shard is shorter than its index', ...again });
        at += read;
      }
      return into;
    },
    close() {
      for (const file of files.values()) closeSync(file);
      files.clear();
    },
  };
}

/** Opens a folder of shards for as long as `use` runs. */
export function withShards<T>(directory: string, use: (index: ShardIndex) => T): T {
  const index = openShards(directory);
  try {
    return use(index);
  } finally {
    index.close();
  }
}
