import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { DataError } from '../core/errors';
import type { Bytes } from '../core/units';

/** A file in an archive, as the central directory describes it. */
export interface ZipEntry {
  readonly name: string;
  readonly size: Bytes;
  readonly compressed: Bytes;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly executable: boolean;
  /** Where its local header begins. */
  readonly offset: number;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localHeader = 0x04034b50;

function broken(path: string, found: string): DataError {
  return new DataError({ what: 'not a zip archive that svtk reads', where: path, found });
}

/**
 * The files of a zip archive, without ZIP64 and encryption, which Python's wheels do not use. Follows PKWARE's APPNOTE 6.3.10, 4.3.
 * A name that would leave the folder it is unpacked in is an error: `../x`, `/x`, a backslash, NUL.
 */
export async function readZip(path: string): Promise<ZipEntry[]> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const tail = await read(file, path, Math.max(0, size - 65_557), Math.min(size, 65_557));
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (end < 0 || end + 22 > tail.length || tail.readUInt32LE(end) !== endOfDirectory) {
      throw broken(path, 'no end of a central directory');
    }
    const count = tail.readUInt16LE(end + 10);
    const length = tail.readUInt32LE(end + 12);
    const start = tail.readUInt32LE(end + 16);
    if (count === 0xffff || start === 0xffffffff || start + length > size) throw broken(path, 'ZIP64 or a cut file');
    return parseDirectory(await read(file, path, start, length), count, path);
  } finally {
    await file.close();
  }
}

async function read(file: FileHandle, path: string, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw broken(path, `it ends at byte ${position + bytesRead}`);
  return buffer;
}

function parseDirectory(directory: Buffer, count: number, path: string): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== directoryEntry) {
      throw broken(path, `entry ${index} of ${count} is not there`);
    }
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
    if (/^\/|\\|\0|(^|\/)\.\.(\/|$)/.test(name)) throw broken(path, `an entry named ${JSON.stringify(name)}`);
    if (directory.readUInt16LE(at + 8) & 1) throw broken(path, `${name} is encrypted`);
    const mode = directory.readUInt32LE(at + 38) >>> 16;
    if ((mode & 0o170000) === 0o120000) throw broken(path, `${name} is a symbolic link`);
    entries.push({
      name,
      method: directory.readUInt16LE(at + 10),
      compressed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      executable: (mode & 0o100) !== 0,
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Writes one file of the archive to `target`, flushed to the disk unless the caller does that for all; never more bytes than the directory declares. */
export async function extract(
  path: string,
  entry: ZipEntry,
  target: string,
  signal?: AbortSignal,
  flush = true,
): Promise<void> {
  if (entry.method !== 0 && entry.method !== 8) throw broken(path, `${entry.name}: compression method ${entry.method}`);
  const start = await dataOffset(path, entry);
  mkdirSync(dirname(target), { recursive: true });
  const written = countBytes(entry.size, () =>
    broken(path, `${entry.name} is longer than its declared ${entry.size} bytes`),
  );
  if (entry.compressed > 0) {
    await pipeline(
      createReadStream(path, { start, end: start + entry.compressed - 1, highWaterMark: 1 << 20 }),
      entry.method === 8 ? createInflateRaw({ chunkSize: 1 << 18 }) : new PassThrough(),
      written.stream,
      createWriteStream(target, { mode: entry.executable ? 0o755 : 0o644, flush, highWaterMark: 1 << 20 }),
      { ...(signal && { signal }) },
    );
  } else {
    await (await open(target, 'w', 0o644)).close();
  }
  if (written.count() !== entry.size)
    throw broken(path, `${entry.name} has ${written.count()} bytes, not ${entry.size}`);
}

async function dataOffset(path: string, entry: ZipEntry): Promise<number> {
  const file = await open(path, 'r');
  try {
    const header = await read(file, path, entry.offset, 30);
    if (header.readUInt32LE(0) !== localHeader) throw broken(path, `${entry.name} has no local header`);
    return entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

function countBytes(most: Bytes, tooMany: () => Error): { readonly stream: Transform; count(): Bytes } {
  let count = 0;
  const stream = new Transform({
    highWaterMark: 1 << 20,
    transform(chunk: Buffer, _encoding, done) {
      count += chunk.length;
      if (count > most) done(tooMany());
      else done(null, chunk);
    },
  });
  return { stream, count: () => count };
}
