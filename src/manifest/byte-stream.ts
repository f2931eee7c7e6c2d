import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { DataError } from '../core/errors';

const CHUNK = 1 << 20;

/**
 * A file read from front to back through one buffer: `need(n)` makes n bytes stand at `start`, if the file has them.
 * The buffer grows to the longest request that the file can fill, never by a number that a header claims.
 */
export interface ByteStream {
  readonly path: string;
  /** Valid until the next `need`; the unread bytes are `buffer.subarray(start, end)`. */
  buffer: Buffer;
  start: number;
  end: number;
  /** Bytes of the file that lie before `start`. */
  position(): number;
  /** Reads on until that many bytes are unread, or the file ends; says whether they are there. */
  need(bytes: number): boolean;
  /** Bytes of the file from `start` on, by its length on the disk. */
  remaining(): number;
  /** Fills the target from `start` on, past the buffer; false where the file ends before. */
  readInto(target: Uint8Array): boolean;
  close(): void;
}

/** Opens a file for reading; throws DataError where it cannot be read. */
export function openBytes(path: string): ByteStream {
  const file = attempt(path, () => openSync(path, 'r'));
  let read = 0;
  const stream: ByteStream = {
    path,
    buffer: Buffer.allocUnsafe(CHUNK),
    start: 0,
    end: 0,
    position: () => read - (stream.end - stream.start),
    need(bytes) {
      while (stream.end - stream.start < bytes) {
        if (stream.end === stream.buffer.length) makeRoom(stream);
        const got = attempt(path, () =>
          readSync(file, stream.buffer, stream.end, stream.buffer.length - stream.end, null),
        );
        if (got === 0) return false;
        stream.end += got;
        read += got;
      }
      return true;
    },
    remaining: () => fstatSync(file).size - stream.position(),
    readInto(target) {
      const buffered = Math.min(target.length, stream.end - stream.start);
      target.set(stream.buffer.subarray(stream.start, stream.start + buffered));
      stream.start += buffered;
      for (let filled = buffered; filled < target.length; ) {
        const got = attempt(path, () => readSync(file, target, filled, target.length - filled, null));
        if (got === 0) return false;
        filled += got;
        read += got;
      }
      return true;
    },
    close: () => closeSync(file),
  };
  return stream;
}

/** Moves the unread bytes to the front, into a buffer of twice the size where they fill more than half of it. */
function makeRoom(stream: ByteStream): void {
  const unread = stream.end - stream.start;
  const target = 2 * unread > stream.buffer.length ? Buffer.allocUnsafe(2 * stream.buffer.length) : stream.buffer;
  stream.buffer.copy(target, 0, stream.start, stream.end);
  stream.buffer = target;
  stream.start = 0;
  stream.end = unread;
}

/** Runs a file operation; its failure becomes a DataError that names the file. */
export function attempt<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    // Node's message ends in the call and the path, which `where` says already.
    const reason = error instanceof Error ? error.message.split(', ')[0] : String(error);
    throw new DataError(
      { what: 'cannot read file', where: path, ...(reason === undefined ? {} : { found: reason }) },
      { cause: error },
    );
  }
}
