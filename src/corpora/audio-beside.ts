import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';

/** Forms in which copies of corpora are kept, the one that their owners ship first. */
const forms = ['.flac', '.wav', '.sph', '.m4a'];

/** A path without its extension. */
export function stemOf(path: string): string {
  return path.slice(0, path.length - extname(path).length);
}

/**
 * The recording that a list names, also where a copy has it in another form: CN-Celeb's lists say .wav of files that are
 * .flac since version 2, and SITW's say .flac of what many keep as .wav. undefined where there is none.
 */
export function audioBeside(folder: string, listed: string): string | undefined {
  const named = join(folder, listed);
  if (existsSync(named)) return named;
  return forms.map(form => stemOf(named) + form).find(path => existsSync(path));
}
