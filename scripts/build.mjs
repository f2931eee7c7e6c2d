// Compiles src/**/*.ts to dist/**/*.js, file by file, with esbuild; does nothing when dist is newer than every source.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(import.meta.url);
const root = dirname(dirname(script));
const source = join(root, 'src');
const out = join(root, 'dist');
const stamp = join(out, '.built');

const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => join(entry.parentPath ?? entry.path, entry.name));
const scripts = files.filter(file => file.endsWith('.ts'));
const native = files.filter(file => /\.(cc|h)$/.test(file));

// The list of names is part of the stamp, so that a deleted source does not leave a compiled ghost behind.
const names = files
  .map(file => relative(source, file))
  .sort()
  .join('\n');
const newest = Math.max(...[...files, script].map(file => statSync(file).mtimeMs));
const fresh = existsSync(stamp) && statSync(stamp).mtimeMs >= newest && readFileSync(stamp, 'utf8') === names;

if (!fresh) {
  const { build } = await import('esbuild');
  const started = new Date();
  const beside = `${out}.${process.pid}`;
  mkdirSync(beside); // where that is not allowed, one error here instead of one a file
  await build({
    entryPoints: scripts,
    outdir: beside,
    outbase: source,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // import() becomes a lazy require: commands load what they need when they run.
    supported: { 'dynamic-import': false },
    // Not the tsconfig.json that happens to lie above: the tarball has none, and the same source must give the same bytes anywhere.
    tsconfigRaw: { compilerOptions: { alwaysStrict: true, target: 'es2022' } },
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  });
  for (const file of native) {
    const to = join(beside, relative(source, file));
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(file, to);
  }
  writeFileSync(join(beside, '.built'), names);
  const { utimesSync } = await import('node:fs');
  utimesSync(join(beside, '.built'), started, started);
  // Two builds at once: the later rename wins, and neither leaves half a dist behind.
  const old = `${out}.old.${process.pid}`;
  try {
    renameSync(out, old);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  try {
    renameSync(beside, out);
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    rmSync(beside, { recursive: true, force: true });
  }
  rmSync(old, { recursive: true, force: true });
}
