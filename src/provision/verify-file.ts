import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeAtomically } from '../core/atomic-write';
import { EnvironmentError } from '../core/errors';
import type { Bytes } from '../core/units';
import { digestsOf } from './partial-file';
import type { RemoteFile } from './remote-file';

const record = z.record(
  z.string(),
  z.strictObject({
    sha256: z.string().length(64),
    bytes: z.int().min(0),
    /** By whom the checksum was published that the file was held to; `first use` where nobody published one. */
    trusted: z.string(),
    fetched: z.string(),
  }),
);

/** What was fetched, by file name, as downloads.json keeps it beside the corpora. */
export type DownloadRecord = z.output<typeof record>;

/** @throws EnvironmentError where the file is not such a record: what was trusted must not be forgotten in silence */
export function readDownloads(path: string): DownloadRecord {
  if (!existsSync(path)) return {};
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    found = error;
  }
  const parsed = record.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new EnvironmentError({ what: 'not a record of downloads', where: path, remedy: 'mend it, or move it away' });
}

/** Whether a file is the published one, and the words for it. */
export type Verdict =
  | { readonly good: true; readonly sha256: string; readonly bytes: Bytes; readonly trusted: string }
  | { readonly good: false; readonly expected: string; readonly found: string };

/**
 * Holds a file to its published length and checksum, or, where nobody published one, to that of the first download.
 * @param known the sha256 of the first download, if there was one
 */
export async function verdictOn(
  path: string,
  file: RemoteFile,
  known: string | undefined,
  progress: (bytes: Bytes) => void,
): Promise<Verdict> {
  const { md5, sha256, bytes } = await digestsOf(createReadStream(path, { highWaterMark: 1 << 20 }), progress);
  const wrong = (expected: string, found: string): Verdict => ({ good: false, expected, found });
  if (file.bytes !== undefined && bytes !== file.bytes) return wrong(`${file.bytes} bytes`, `${bytes}`);
  if (file.sha256 !== undefined && sha256 !== file.sha256) return wrong(`sha256 ${file.sha256}`, sha256);
  if (file.md5 !== undefined && md5 !== file.md5) return wrong(`md5 ${file.md5}`, md5);
  if (known !== undefined && sha256 !== known) return wrong(`sha256 ${known}, as at the first download`, sha256);
  const published = (file.sha256 ?? file.md5) !== undefined;
  return { good: true, sha256, bytes, trusted: published ? (file.checksumFrom ?? 'published') : 'first use' };
}

/** Adds a file to the record. */
export function recordDownload(path: string, name: string, { sha256, bytes, trusted }: Verdict & { good: true }): void {
  const known = readDownloads(path);
  const fetched = new Date().toISOString().slice(0, 10);
  writeAtomically(path, `${JSON.stringify({ ...known, [name]: { sha256, bytes, trusted, fetched } }, null, 1)}\n`);
}
