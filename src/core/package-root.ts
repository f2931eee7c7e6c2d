import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of svtk's own package.json: two levels up from dist/core and from src/core alike. */
export const packageRoot = dirname(dirname(__dirname));

/** A compiled module of svtk as a file, for worker threads: `compiledModule('audio/decode-worker')`. */
export function compiledModule(name: string): string {
  return join(packageRoot, 'dist', `${name}.js`);
}

const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };
export const svtkVersion: string = manifest.version;
