import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { UsageError } from '../core/errors';

/**
 * Where the array of each recording goes: a .npy file for one, a folder, which is made, for several. Throws a UsageError where two recordings would
 * have one name, or the output is of another kind.
 */
export function arrayOutputs(audio: readonly string[], out: string): ReadonlyMap<string, string> {
  const [only] = audio;
  const folder = out.endsWith('/') || (existsSync(out) && statSync(out).isDirectory());
  if (only !== undefined && audio.length === 1 && !folder) {
    if (extname(out) === '.npy') return new Map([[only, out]]);
    throw new UsageError({
      what: 'unknown kind of output',
      expected: 'a .npy file, or a folder that ends in /',
      found: out,
    });
  }
  if (extname(out) === '.npy') {
    throw new UsageError({
      what: 'one .npy file for several recordings',
      where: '--out',
      expected: 'a folder',
      found: out,
    });
  }
  const files = new Map<string, string>();
  const taken = new Map<string, string>();
  for (const path of audio) {
    const file = join(out, `${basename(path, extname(path))}.npy`);
    const other = taken.get(file);
    if (other !== undefined && other !== path) {
      throw new UsageError({ what: 'two recordings with one name', where: file, found: `${other} and ${path}` });
    }
    taken.set(file, path);
    files.set(path, file);
  }
  mkdirSync(out, { recursive: true });
  return files;
}
