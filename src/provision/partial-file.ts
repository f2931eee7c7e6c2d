import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { syncDirectory, writeAtomically } from '../core/atomic-write';
import type { Bytes } from '../core/units';

/** What the server said of the file whose first bytes are here: only more of that very file may be appended. */
const origin = z.strictObject({
  url: z.string(),
  /** A strong ETag, or else the time of the last change; absent = nothing tells one version from another. */
  validator: z.string().optional(),
  total: z.int().min(0).optional(),
});
export type Origin = z.output<typeof origin>;

/** The beginning of a file that is being downloaded, kept from one try, and one process, to the next. */
export interface PartialFile {
  readonly path: string;
  /** Bytes that are here; 0 where they are of another origin than the one asked for. */
  have(url: string): Bytes;
  readonly origin: Origin | undefined;
  /** Forgets the bytes that are here, and begins a file of this origin. */
  begin(origin: Origin): void;
  discard(): void;
  /** Gives the whole file its name. */
  finish(): void;
}

export function partialFile(target: string): PartialFile {
  const path = `${target}.part`;
  const note = `${target}.part.json`;
  const read = (): Origin | undefined => {
    if (!existsSync(note) || !existsSync(path)) return undefined;
    try {
      const parsed = origin.safeParse(JSON.parse(readFileSync(note, 'utf8')));
      return parsed.success ? parsed.data : undefined;
    } catch {
      return undefined; // a note that was cut by a crash: the file is fetched anew
    }
  };
  const discard = (): void => {
    rmSync(note, { force: true });
    rmSync(path, { force: true });
  };
  return {
    path,
    get origin() {
      return read();
    },
    have(url) {
      return read()?.url === url ? statSync(path).size : 0;
    },
    begin(from) {
      discard();
      closeSync(openSync(path, 'w'));
      writeAtomically(note, JSON.stringify(from));
    },
    discard,
    finish() {
      const file = openSync(path, 'r+');
      fsyncSync(file);
      closeSync(file);
      renameSync(path, target);
      syncDirectory(dirname(target));
      rmSync(note, { force: true });
    },
  };
}

/** Hexadecimal digests of a file; `progress` hears of the bytes read. */
export async function digestsOf(
  chunks: AsyncIterable<Uint8Array>,
  progress: (bytes: Bytes) => void,
): Promise<{ readonly md5: string; readonly sha256: string; readonly bytes: Bytes }> {
  const [md5, sha256] = [createHash('md5'), createHash('sha256')];
  let bytes = 0;
  for await (const chunk of chunks) {
    md5.update(chunk);
    sha256.update(chunk);
    bytes += chunk.length;
    progress(bytes);
  }
  return { md5: md5.digest('hex'), sha256: sha256.digest('hex'), bytes };
}
