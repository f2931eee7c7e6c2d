#!/usr/bin/env node
// Starts the compiled cli, nothing else; compiles it first where a fresh checkout or tarball has none yet.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

async function start() {
  const cli = join(__dirname, '..', 'dist', 'cli', 'main.js');
  if (!existsSync(cli)) await import('../scripts/build.mjs');
  await require(cli).main(process.argv.slice(2));
}
start();
