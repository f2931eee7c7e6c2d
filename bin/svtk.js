#!/usr/bin/env node
// Starts the compiled cli, nothing else; compiles it first where a fresh checkout or tarball has none yet.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');

async function start() {
  const cli = join(root, 'dist', 'cli', 'main.js');
  if (!existsSync(cli) && !(await compile())) return;
  await require(cli).main(process.argv.slice(2));
}

async function compile() {
  try {
    await import('../scripts/build.mjs');
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    process.stderr.write(
      `svtk: ${root}  cannot compile svtk: found ${reason}\n` +
        '  install it with a dist folder in it (npm pack after npm run build), or start svtk once as a user who may write there\n',
    );
    process.exitCode = 3;
    return false;
  }
}

start();
