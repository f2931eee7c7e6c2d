import { closeSync, createReadStream, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { DataError } from '../core/errors';
import type { Bytes } from '../core/units';
import { writeWhole } from '../core/write-whole';
import { type ArchiveLimits, archiveLimits, refuseKind } from './archive-limits';

export interface UnpackTarOptions {
  /** What the archive may unpack to. */
  readonly most: Bytes;
  /** Hears of the bytes read of the archive. */
  readonly progress?: (read: Bytes) => void;
  readonly signal?: AbortSignal;
}

/**
 * Unpacks a .tar.gz, or one that was cut into parts, into an empty folder. Files and folders only; names are held to {@link archiveLimits}.
 * The `tar` package reads the format (ustar, pax, GNU names); svtk writes the files itself, each by a name that it has looked at.
 * @throws DataError that names the entry, or says that the archive is damaged
 */
export async function unpackTar(parts: readonly string[], folder: string, options: UnpackTarOptions): Promise<void> {
  const archive = parts[0] ?? '';
  const packed = parts.reduce((sum, part) => sum + statSync(part).size, 0);
  const limits = archiveLimits(archive, packed, options.most);
  const parser = new Parser({ strict: true, zstd: false });
  const failure: { error?: unknown } = {};
  const fail = (error: unknown): void => {
    failure.error ??= error;
  };
  let entries = 0;
  parser.on('entry', (entry: ReadEntry) => {
    entries++;
    if (failure.error !== undefined) return void entry.resume();
    try {
      take(entry, archive, folder, limits, fail);
    } catch (error) {
      fail(unlessTwoKinds(error, archive, entry.path));
      entry.resume();
    }
  });
  // 'end' does not come behind an error.
  const ended = new Promise<void>(resolve => {
    parser.on('end', resolve);
    parser.on('error', (error: unknown) => {
      fail(damaged(archive, error));
      resolve();
    });
  });
  // Behind its end the parser takes nothing more and says no more; tar fills up to 10 KiB there, a bomb any length.
  let over = false;
  parser.on('eof', () => {
    over = true;
  });
  let read = 0;
  let behind = 0;
  const feed = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) {
      if (over) behind += chunk.length;
      else if (!parser.write(chunk) && !isOver() && failure.error === undefined) {
        await Promise.race([drained(parser), ended]);
      }
      if (behind > mostBehind) fail(damaged(archive, `more than ${mostBehind} bytes behind its end`));
      if (failure.error !== undefined) throw failure.error;
    }
  };
  const isOver = (): boolean => over;
  async function* bytes(): AsyncGenerator<Buffer> {
    for (const part of parts) {
      for await (const chunk of createReadStream(part, { highWaterMark: 1 << 20 })) {
        read += chunk.length;
        options.progress?.(read);
        yield chunk;
      }
    }
  }
  try {
    await pipeline(bytes, createGunzip({ chunkSize: 1 << 18 }), feed, {
      ...(options.signal && { signal: options.signal }),
    });
    parser.end();
    await ended;
  } catch (error) {
    options.signal?.throwIfAborted();
    throw failure.error ?? damaged(archive, error);
  }
  if (failure.error !== undefined) throw failure.error;
  if (entries === 0) throw damaged(archive, 'no entry in it');
}

/** tar writes records of 10 KiB, or of up to 1 MiB where it is told to. */
const mostBehind: Bytes = 4 * 2 ** 20;

function drained(parser: Parser): Promise<void> {
  return new Promise(resolve => parser.once('drain', () => resolve()));
}

function take(
  entry: ReadEntry,
  archive: string,
  folder: string,
  limits: ArchiveLimits,
  fail: (error: unknown) => void,
): void {
  if (/^(\.\/)*\.?$/.test(entry.path)) return void entry.resume(); // the folder itself, as `tar c .` writes it
  const path = join(folder, limits.admit(entry.path));
  if (entry.type === 'Directory') {
    mkdirSync(path, { recursive: true });
    return void entry.resume();
  }
  if (entry.type !== 'File' && entry.type !== 'OldFile' && entry.type !== 'ContiguousFile') {
    throw refuseKind(archive, entry.path, entry.type);
  }
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'wx', 0o644);
  let open = true;
  const close = (): void => {
    if (open) closeSync(file);
    open = false;
  };
  entry.on('data', chunk => {
    if (!open) return;
    try {
      limits.count(chunk.length);
      writeWhole(file, chunk);
    } catch (error) {
      close();
      fail(error);
    }
  });
  entry.on('end', close);
}

function damaged(archive: string, error: unknown): DataError {
  const found = error instanceof Error ? error.message : String(error);
  return new DataError(
    { what: 'the archive is damaged', where: archive, found, remedy: 'delete it, and fetch it again' },
    { cause: error },
  );
}

/** The error of an entry whose name is in the archive as something else already. */
function unlessTwoKinds(error: unknown, archive: string, entry: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'EEXIST' && code !== 'ENOTDIR') return error;
  return damaged(archive, `${JSON.stringify(entry.slice(0, 200))} is both a file and a folder`);
}
