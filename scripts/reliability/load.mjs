import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The path of a compiled module: `compiled('audio/wav')`. */
export function compiled(name) {
  return join(root, 'dist', `${name}.js`);
}

/** What a compiled module of svtk exports. */
export function svtk(name) {
  return require(compiled(name));
}

/**
 * What a module of the tests exports, such as the zoo of bad audio: rows and tests share one. Its imports of src/ go to the
 * compiled modules, so that an error class is the one that svtk throws.
 */
export async function testModule(name) {
  const { build } = await import('esbuild');
  const entry = join(root, 'test', `${name}.ts`);
  const toCompiled = {
    name: 'src-to-dist',
    setup(esbuild) {
      esbuild.onResolve({ filter: /\/src\// }, ({ path, resolveDir }) => ({
        path: compiled(resolve(resolveDir, path).slice(join(root, 'src').length + 1)),
        external: true,
      }));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    plugins: [toCompiled],
    logLevel: 'warning',
  });
  const module = { exports: {} };
  const run = new Function('module', 'exports', 'require', '__dirname', outputFiles[0].text);
  run(module, module.exports, createRequire(entry), dirname(entry));
  if (Object.keys(module.exports).length === 0) throw new Error(`${basename(entry)} exports nothing`);
  return module.exports;
}
