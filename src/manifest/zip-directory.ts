import type { DataError } from '../core/errors';

/** An entry of a ZIP archive, as the directory at its end has it. */
export interface ZipEntry {
  readonly deflated: boolean;
  /** Of the unpacked bytes. */
  readonly checksum: number;
  /** Bytes in the archive. */
  readonly packed: number;
  /** Bytes unpacked. */
  readonly size: number;
  /** Where its header begins. */
  readonly offset: number;
}

type Slice = (from: number, length: number) => Buffer;
type Fault = (expected: string, found: string) => DataError;

const endSignature = Buffer.from('PK\x05\x06');
const endLength = 22;
const longestComment = 0xffff;
const none = 0xffffffff;
/** Deflate packs no tighter (zlib's technical notes). */
const tightest = 1032;

/** All entries by name; sizes that the file cannot have are errors before anything is unpacked. */
export function zipEntries(size: number, slice: Slice, fault: Fault): Map<string, ZipEntry> {
  const { count, from, length } = endRecord(size, slice, fault);
  const directory = slice(from, length);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let number = 0; number < count; number++) {
    if (at + 46 > length || directory.readUInt32LE(at) !== 0x02014b50)
      throw fault(`${count} entries`, `${number} whole ones`);
    const [name, extra, comment] = [28, 30, 32].map(place => directory.readUInt16LE(at + place));
    const next = at + 46 + name! + extra! + comment!;
    if (next > length) throw fault(`${count} entries`, `${number} whole ones`);
    const path = directory.toString('utf8', at + 46, at + 46 + name!);
    if (entries.has(path)) throw fault('each name once', path);
    entries.set(path, entryOf(path, directory.subarray(at, next), name!, extra!, fault));
    at = next;
  }
  return entries;
}

function entryOf(path: string, record: Buffer, name: number, extra: number, fault: Fault): ZipEntry {
  const method = record.readUInt16LE(10);
  if (record.readUInt16LE(8) & 1) throw fault('entries that are not encrypted', path);
  if (method !== 0 && method !== 8) throw fault('entries stored or deflated', `method ${method} of ${path}`);
  let [packed, size, offset] = [record.readUInt32LE(20), record.readUInt32LE(24), record.readUInt32LE(42)];
  const large = zip64(record.subarray(46 + name, 46 + name + extra));
  // Only what does not fit 32 bits stands there, in this order.
  if (size === none) size = large.next();
  if (packed === none) packed = large.next();
  if (offset === none) offset = large.next();
  if (![packed, size, offset].every(Number.isSafeInteger)) throw fault(`sizes of ${path}`, 'none');
  if (method === 0 ? size !== packed : size > tightest * packed)
    throw fault(`sizes of ${path} that can be`, `${packed} → ${size} bytes`);
  return { deflated: method === 8, checksum: record.readUInt32LE(16), packed, size, offset };
}

/** The numbers of 64 bits in an entry's extra field 1; NaN behind the last. */
function zip64(extra: Buffer): { next(): number } {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      const field = extra.subarray(at + 4, at + 4 + length);
      let place = 0;
      return {
        next() {
          if (place + 8 > field.length) return Number.NaN;
          place += 8;
          return Number(field.readBigUInt64LE(place - 8));
        },
      };
    }
    at += 4 + length;
  }
  return { next: () => Number.NaN };
}

/** Where the directory lies, of the record at the end of the file, or of the longer one that stands before it. */
function endRecord(size: number, slice: Slice, fault: Fault) {
  const tail = Math.min(size, endLength + longestComment);
  const end = slice(size - tail, tail);
  const at = end.lastIndexOf(endSignature);
  if (at < 0 || at + endLength > tail) throw fault('a directory at the end of the file', 'none: it is cut short');
  const record = {
    count: end.readUInt16LE(at + 10),
    length: end.readUInt32LE(at + 12),
    from: end.readUInt32LE(at + 16),
  };
  if (record.count !== 0xffff && record.length !== none && record.from !== none) return record;
  const locator = slice(size - tail + at - 20, 20);
  if (locator.readUInt32LE(0) !== 0x07064b50) return record;
  const long = slice(Number(locator.readBigUInt64LE(8)), 56);
  if (long.readUInt32LE(0) !== 0x06064b50) throw fault('the directory’s long record', 'other bytes');
  const [count, length, from] = [32, 40, 48].map(place => Number(long.readBigUInt64LE(place)));
  return { count: count!, length: length!, from: from! };
}
