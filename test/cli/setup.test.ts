import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package-root';
import { findEngine } from '../../src/engine/native-paths';
import { fakeProgram } from '../provision/fake-programs';

const folder = mkdtempSync(join(tmpdir(), 'svtk-cli-setup-'));
const cache = join(folder, 'cache');
const programs = join(folder, 'programs');
fakeProgram(programs, 'getconf', 'echo glibc 2.36');
afterAll(() => rmSync(folder, { recursive: true }));

/** svtk on a machine that has glibc and nothing else. */
function svtk(args: readonly string[], env: NodeJS.ProcessEnv = { SVTK_CACHE: cache, PATH: programs }) {
  return spawnSync(process.execPath, [join(packageRoot, 'bin/svtk.js'), ...args], { env, encoding: 'utf8' });
}

test('svtk setup without Python is one message on standard error, with exit code 3', () => {
  const { status, stdout, stderr } = svtk(['setup']);
  expect(stderr).toMatch(/\nsvtk: cannot find python3\n {2}install Python 3 with pip: .*\n$/);
  expect(stdout).toBe('');
  expect(status).toBe(3);
  expect(readdirSync(join(cache, 'tensorflow'))).toEqual([]);
});

test('svtk doctor --json where nothing is set up prints one document and exits 3', () => {
  const { status, stdout, stderr } = svtk(['doctor', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ healthy: false, checks: expect.any(Array) });
  expect(stderr).toBe('');
  expect(status).toBe(3);
});

test('svtk doctor shows each fault with its remedy on the next line', () => {
  const { status, stdout } = svtk(['doctor']);
  expect(stdout).toMatch(/^FAULT {3}TensorFlow {6}not set up\n {24}→ svtk setup$/m);
  expect(status).toBe(3);
});

test.each(['setup', 'doctor'])('svtk %s --help has an example', command => {
  expect(svtk([command, '--help']).stdout).toContain(`Examples:\n  svtk ${command} `);
});

const withEngine = findEngine('cpu') === undefined ? test.skip : test;
if (findEngine('cpu') === undefined)
  test.todo('svtk doctor with an engine: skipped, the engine is not set up here; run svtk setup first');

withEngine('svtk doctor where all is set up ends with exit code 0, and shows no fault', () => {
  fakeProgram(join(folder, 'ffmpeg'), 'ffmpeg', 'echo "ffmpeg version 7.1-fake"');
  const { status, stdout } = svtk(['doctor'], {
    ...process.env,
    PATH: `${join(folder, 'ffmpeg')}:${process.env['PATH']}`,
  });
  expect(stdout).not.toContain('FAULT');
  expect(stdout).toMatch(/^ok {6}compiled steps {2}work$/m);
  expect(status).toBe(0);
});
