const { transformSync } = require('esbuild');

/** TypeScript to CommonJS for jest, the same compiler and target as scripts/build.mjs. */
module.exports = {
  process(text, path) {
    const { code, map } = transformSync(text, {
      loader: 'ts',
      format: 'cjs',
      target: 'node20',
      sourcefile: path,
      sourcemap: 'external',
      supported: { 'dynamic-import': false },
    });
    return { code, map };
  },
};
