import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { DataError } from '../core/errors';
import { attempt } from './byte-stream';
import { crc32 } from './crc32';
import { type ZipEntry, zipEntries } from './zip-directory';

/** A ZIP archive open for reading; entries in the order of its directory. */
export interface ZipArchive {
  readonly path: string;
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** Bytes of all entries, unpacked. */
  readonly size: number;
  /** An entry unpacked; its length and checksum are those of the directory, or it is a DataError. */
  read(name: string): Buffer;
  close(): void;
}

/** Bytes that one byte of an archive may unpack to: ids of fixed width and zeros pack to a fortieth, embeddings hardly at all. */
const mostUnpacked = 200;
/** Bytes before an entry's name and data (APPNOTE 4.3.7). */
const localHeader = 30;

/** Opens an archive whose entries are stored or deflated (PKWARE APPNOTE.TXT 6.3). Throws DataError where the directory is broken or lies. */
export function openZip(path: string): ZipArchive {
  const file = attempt(path, () => openSync(path, 'r'));
  const size = fstatSync(file).size;
  const fault = (expected: string, found: string): DataError =>
    new DataError({ what: 'cannot read ZIP archive', where: path, expected, found });
  const slice = (from: number, length: number): Buffer => {
    if (from < 0 || length < 0 || from + length > size)
      throw fault(`bytes ${from} to ${from + length}`, `${size} bytes in all`);
    const bytes = Buffer.allocUnsafe(length);
    for (let filled = 0; filled < length; ) {
      const got = attempt(path, () => readSync(file, bytes, filled, length - filled, from + filled));
      if (got === 0) throw fault(`${length} bytes`, `${filled}`);
      filled += got;
    }
    return bytes;
  };
  try {
    const entries = zipEntries(size, slice, fault);
    const sum = (of: (entry: ZipEntry) => number): number =>
      [...entries.values()].reduce((total, entry) => total + of(entry), 0);
    const [packed, unpacked] = [sum(entry => entry.packed), sum(entry => entry.size)];
    if (packed > size) throw fault('entries that do not overlap', `${packed} bytes of them in ${size}`);
    if (unpacked > mostUnpacked * size)
      throw fault(`at most ${mostUnpacked} times its ${size} bytes`, `${unpacked} bytes unpacked`);
    return {
      path,
      entries,
      size: unpacked,
      read(name) {
        const entry = entries.get(name);
        if (entry === undefined) throw fault(`an entry ${name}`, [...entries.keys()].slice(0, 5).join(', '));
        const header = slice(entry.offset, localHeader);
        if (header.readUInt32LE(0) !== 0x04034b50) throw fault(`the header of ${name}`, 'other bytes');
        const start = entry.offset + localHeader + header.readUInt16LE(26) + header.readUInt16LE(28);
        const packed = slice(start, entry.packed);
        const bytes = entry.deflated ? inflated(packed, entry.size) : packed;
        if (bytes?.length !== entry.size || crc32(bytes) !== entry.checksum) {
          throw fault(
            `${entry.size} bytes of ${name} with the checksum of the directory`,
            'others: the file is damaged',
          );
        }
        return bytes;
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** At most as long as it says; undefined where it is longer or broken. */
function inflated(packed: Buffer, size: number): Buffer | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch {
    return undefined;
  }
}
