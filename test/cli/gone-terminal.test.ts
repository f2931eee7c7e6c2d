import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package-root';

const folder = mkdtempSync(join(tmpdir(), 'svtk-terminal-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  expect(spawnSync('node', [join(packageRoot, 'scripts/build.mjs')], { encoding: 'utf8' }).stderr).toBe('');
});

async function until(file: string): Promise<string> {
  const path = join(folder, file);
  for (let wait = 0; wait < 400 && !(existsSync(path) && readFileSync(path, 'utf8') !== ''); wait++) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return readFileSync(path, 'utf8').trim();
}

const script = spawnSync('script', ['--version']).status === 0;
if (!script) test.todo('outliveTerminal: skipped, script(1) is not here to make a terminal');

(script ? test : test.skip)(
  'outliveTerminal lets a process whose terminal is closed end with its own exit code',
  async () => {
    const program = `
    require(${JSON.stringify(join(packageRoot, 'dist/cli/gone-terminal.js'))}).outliveTerminal();
    process.stderr.on('error', () => undefined);
    const { writeFileSync } = require('node:fs');
    process.on('SIGHUP', () => {
      process.stderr.write('nobody reads this');
      process.exitCode = 75;
      clearInterval(working);
    });
    const working = setInterval(() => writeFileSync('works', 'yes'), 20);`;
    writeFileSync(join(folder, 'program.cjs'), program);
    // As a login shell does, this one passes the SIGHUP on; it outlives the terminal, to tell the exit code.
    const command = `'${process.execPath}' program.cjs & trap "kill -HUP $!" HUP; wait $!; wait $!; echo $? > code`;
    const terminal = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: folder,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    expect(await until('works')).toBe('yes');
    terminal.kill('SIGKILL');
    expect(await until('code')).toBe('75');
  },
);
