import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DataError } from '../core/errors';

export interface FileSum {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** The manifest's text: the step, and size and sha256 of each file. There is one text for one content, so any changed byte shows. */
export function describeManifest(step: number, files: readonly FileSum[]): string {
  return `${JSON.stringify({ format: 'svtk checkpoint', version: 1, step, files }, null, 1)}\n`;
}

/**
 * Compares files with their manifest. Throws DataError that names the file, and what was expected and found, when one is not
 * as it was written, or when the manifest is of another step or of another version of svtk.
 */
export function checkManifest(
  text: string,
  folder: string,
  step: number,
  files: ReadonlyMap<string, Uint8Array>,
): void {
  const where = join(folder, 'manifest.json');
  const version = /^\{\s*"format": "svtk checkpoint",\s*"version": (\d+)/.exec(text)?.[1];
  if (version !== undefined && version !== '1') {
    throw new DataError({
      what: 'checkpoint of another version of svtk',
      where,
      expected: 'version 1',
      found: version,
    });
  }
  const written = sumsIn(text);
  for (const [name, bytes] of files) {
    const expected = written.get(name);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (expected !== undefined && expected.size === bytes.length && expected.sha256 === sha256) continue;
    throw new DataError({
      what: 'checkpoint file is not as it was written',
      where: join(folder, name),
      expected:
        expected === undefined
          ? 'an entry in manifest.json'
          : `${expected.size} bytes, sha256 ${expected.sha256.slice(0, 12)}`,
      found: `${bytes.length} bytes, sha256 ${sha256.slice(0, 12)}`,
    });
  }
  const sums = [...files.keys()].flatMap(name => written.get(name) ?? []);
  if (text === describeManifest(step, sums)) return;
  throw new DataError({
    what: 'checkpoint manifest is not as it was written',
    where,
    expected: `that of step ${step}`,
  });
}

function sumsIn(text: string): Map<string, FileSum> {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return new Map();
  }
  if (typeof manifest !== 'object' || manifest === null || !('files' in manifest)) return new Map();
  const files: readonly unknown[] = Array.isArray(manifest.files) ? manifest.files : [];
  return new Map(files.filter(isFileSum).map(sum => [sum.name, sum]));
}

function isFileSum(value: unknown): value is FileSum {
  if (typeof value !== 'object' || value === null) return false;
  if (!('name' in value) || !('size' in value) || !('sha256' in value)) return false;
  return typeof value.name === 'string' && typeof value.size === 'number' && typeof value.sha256 === 'string';
}
