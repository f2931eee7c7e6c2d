// Packs svtk, installs the tarball into an empty folder as a user would, and runs a recipe there by npx.
// node scripts/pack-check.mjs [RECIPE] [KEY=VALUE ...]      the quickstart recipe of the package by default
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [recipe = 'quickstart', ...overrides] = process.argv.slice(2);
// A recipe of this checkout is meant by its path; one of the package's own stays as it was typed.
const given = !isAbsolute(recipe) && existsSync(recipe) ? resolve(recipe) : recipe;
const folder = mkdtempSync(join(tmpdir(), 'svtk-pack-'));
const install = join(folder, 'somewhere');

function run(cwd, program, ...words) {
  console.log(`$ ${program} ${words.join(' ')}`);
  execFileSync(program, words, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
}

try {
  run(root, process.execPath, 'scripts/build.mjs');
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8' }),
  );
  const strange = packed.files
    .map(({ path }) => path)
    .filter(path => /(^|\/)(test|exp|node_modules|\.git)\//.test(path));
  if (strange.length > 0) throw new Error(`the tarball holds ${strange.slice(0, 5).join(', ')}`);
  console.log(`${packed.filename}: ${packed.entryCount} files, ${(packed.size / 1e6).toFixed(1)} MB`);
  run(folder, 'npm', 'install', '--prefix', install, '--ignore-scripts', '--no-audit', '--no-fund', packed.filename);
  run(install, 'npx', 'svtk', 'setup');
  run(install, 'npx', 'svtk', 'run', given, ...overrides);
  // Without dist, as in a tarball of a checkout that was never built: the first start compiles, to the same code.
  rmSync(join(install, 'node_modules', 'svtk', 'dist'), { recursive: true });
  const again = spawnSync('npx', ['svtk', 'run', given, ...overrides], { cwd: install, encoding: 'utf8' });
  const ran = again.stderr.split('\n').filter(line => line.includes(': done in '));
  if (again.status !== 0 || ran.length > 0) throw new Error(`a second run did something:\n${again.stderr}`);
  console.log('the package works where it is installed');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
