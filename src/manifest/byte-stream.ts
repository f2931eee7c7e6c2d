import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { DataError } from '../core/errors';

const CHUNK = 1 << 20;
/** Read first at a place that was sought; more and more as the reading goes on from there. */
const FIRST = 1 << 14;

/**
 * A file read through one buffer, mostly from front to back: `need(n)` makes n bytes stand at `start`, if the file has them.
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
  /** Goes to that byte of the file, which may lie behind its end. */
  seek(position: number): void;
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
  let ahead = CHUNK;
  // Where nobody seeks, a pipe can be read too.
  let sought = false;
  const stream: ByteStream = {
    path,
    buffer: Buffer.allocUnsafe(CHUNK),
    start: 0,
    end: 0,
    position: () => read - (stream.end - stream.start),
    seek(position) {
      const place = stream.start + position - stream.position();
      // What is in the buffer is not read again.
      if (place >= 0 && place <= stream.end) stream.start = place;
      else {
        stream.start = 0;
        stream.end = 0;
        read = position;
        ahead = FIRST;
        sought = true;
      }
    },
    need(bytes) {
      while (stream.end - stream.start < bytes) {
        if (stream.end === stream.buffer.length) makeRoom(stream);
        const room = Math.min(ahead, stream.buffer.length - stream.end);
        ahead = Math.min(2 * ahead, CHUNK);
        const got = attempt(path, () => readSync(file, stream.buffer, stream.end, room, sought ? read : null));
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
      // The buffer does not end any more where the next read begins.
      if (buffered < target.length) stream.start = stream.end = 0;
      for (let filled = buffered; filled < target.length; ) {
        const got = attempt(path, () => readSync(file, target, filled, target.length - filled, sought ? read : null));
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
