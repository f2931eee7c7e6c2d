// Compiles src/**/*.ts to dist/**/*.js, file by file, with esbuild; does nothing when dist is newer than every source.
import { readdirSync, statSync, mkdirSync, writeFileSync, rmSync, existsSync, copyFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src');
const out = join(root, 'dist');
const stamp = join(out, '.built');

const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => join(entry.parentPath ?? entry.path, entry.name));
const scripts = files.filter(file => file.endsWith('.ts'));
const native = files.filter(file => file.endsWith('.cc') || file.endsWith('.h'));

// The list of names is part of the stamp, so that a deleted source does not leave a compiled ghost behind.
const names = scripts.map(file => relative(source, file)).sort().join('\n');
const newest = Math.max(...files.map(file => statSync(file).mtimeMs), statSync(fileURLToPath(import.meta.url)).mtimeMs);
const { readFileSync } = await import('node:fs');
const fresh = existsSync(stamp) && statSync(stamp).mtimeMs > newest && readFileSync(stamp, 'utf8') === names;

if (!fresh) {
  const { build } = await import('esbuild');
  rmSync(out, { recursive: true, force: true });
  await build({
    entryPoints: scripts,
    outdir: out,
    outbase: source,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  });
  for (const file of native) {
    const to = join(out, relative(source, file));
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(file, to);
  }
  writeFileSync(stamp, names);
}
