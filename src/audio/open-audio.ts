import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { EnvironmentError } from '../core/errors';
import { AudioError } from './audio-error';
import { type Container, containerOf } from './container';
import { oggEnd, oggTail } from './ogg-end';
import { parseWavHeader, type WavHeader } from './wav';

/** A regular file that begins like audio; the caller closes `descriptor`. */
export interface OpenAudio {
  readonly path: string;
  readonly descriptor: number;
  readonly size: number;
  readonly container: Container;
  /** Of a WAV file only. */
  readonly wav: WavHeader | undefined;
}

/** Bytes read to find the container and, in nearly every file, the whole header. */
const headBytes = 65536;
/** A header may be longer (pictures in tags come before the samples), but not by any length. */
const longestHead = 1 << 24;

/**
 * Opens a file once: its size, container and header are those of the bytes that are decoded afterwards.
 * Synchronous: many worker threads decode at a time, and all would wait for the four threads that serve fs.promises.
 * @throws AudioError missing, unreadable, empty, not-audio, and what {@link parseWavHeader} throws
 */
export function openAudio(path: string): OpenAudio {
  if (path.includes('\0')) throw new AudioError('missing', JSON.stringify(path), { found: 'a NUL in the name' });
  // Without O_NONBLOCK, opening a named pipe waits for a writer for ever.
  const descriptor = openFile(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw new AudioError('unreadable', path, { expected: 'a regular file' });
    if (status.size === 0) throw new AudioError('empty', path);
    let head = read(descriptor, 0, Math.min(headBytes, status.size), path);
    const container = containerOf(head);
    if (container === undefined) throw new AudioError('not-audio', path, { found: firstLetters(head) });
    let wav: WavHeader | undefined;
    if (container === 'ogg') demandEnd(descriptor, status.size, path);
    if (container === 'w64') demandLength(head, status.size, path);
    // RIFX, with its lengths the other way round, is ffmpeg's to read.
    if (container === 'wav' && head[3] !== 0x58) {
      wav = parseWavHeader(head, status.size, path);
      if (wav === undefined) {
        head = read(descriptor, 0, Math.min(longestHead, status.size), path);
        wav = parseWavHeader(head, status.size, path);
        if (wav === undefined) throw new AudioError('broken', path, { expected: 'samples within the first 16 MiB' });
      }
    }
    return { path, descriptor, size: status.size, container, wav };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function demandEnd(descriptor: number, size: number, path: string): void {
  const from = Math.max(0, size - oggTail);
  const found = oggEnd(read(descriptor, from, size - from, path));
  if (found !== undefined) throw new AudioError('truncated', path, { expected: 'a last page at its end', found });
}

/** A Wave64 file begins with its own length, in 64 bits behind 16 bytes; writers to a pipe leave 0 or more than there can be. */
function demandLength(head: Uint8Array, size: number, path: string): void {
  if (head.length < 24) throw new AudioError('truncated', path, { expected: 'a header of 24 bytes or more' });
  const declared = Number(new DataView(head.buffer, head.byteOffset, head.length).getBigUint64(16, true));
  if (declared > size && declared < Number.MAX_SAFE_INTEGER)
    throw new AudioError('truncated', path, { expected: `${declared} bytes`, found: `${size}` });
}

function openFile(path: string, flags: number): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw whyNotOpen(path, error);
  }
}

/** The machine's own shortages are not the file's fault: they must end the work, not fill the list of bad files. */
const shortages: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

function whyNotOpen(path: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (shortages.has(code)) {
    return new EnvironmentError(
      { what: 'cannot open more files', where: path, found: code, remedy: 'ulimit -n 4096' },
      { cause: error },
    );
  }
  const absent = code === 'ENOENT' || code === 'ENOTDIR';
  // Where a name is not UTF-8, what was read of it is not what it is.
  if (absent && path.includes('\uFFFD')) {
    return new AudioError(
      'unreadable',
      path,
      { expected: 'a name in UTF-8', remedy: 'rename the file' },
      { cause: error },
    );
  }
  return new AudioError(absent ? 'missing' : 'unreadable', path, code === '' ? {} : { found: code }, { cause: error });
}

/** Exactly `length` bytes from `at`. */
export function read(descriptor: number, at: number, length: number, path: string): Uint8Array {
  const bytes = new Uint8Array(length);
  try {
    for (let filled = 0; filled < length; ) {
      const bytesRead = readSync(descriptor, bytes, filled, length - filled, at + filled);
      if (bytesRead === 0) throw new AudioError('truncated', path, { found: 'a file that shrank while it was read' });
      filled += bytesRead;
    }
  } catch (error) {
    if (error instanceof AudioError) throw error;
    throw new AudioError(
      'unreadable',
      path,
      { found: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
  return bytes;
}

function firstLetters(head: Uint8Array): string {
  return JSON.stringify(Buffer.from(head.subarray(0, 12)).toString('latin1'));
}
