import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { compiledModule } from '../../src/core/package-root';
import { findEngine } from '../../src/engine/native-paths';
import { checkDisk, checkNode, checkProcessor } from '../../src/provision/check-machine';
import type { Diagnosis } from '../../src/provision/doctor';
import { fakeProgram } from './fake-programs';

const folder = mkdtempSync(join(tmpdir(), 'svtk-doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the doctor finds in a process with that environment. */
function diagnoseWith(env: NodeJS.ProcessEnv, runs = folder): Diagnosis {
  const script = `
    const { diagnose } = require(${JSON.stringify(compiledModule('provision/doctor'))});
    diagnose(process.argv[1]).then(diagnosis => console.log(JSON.stringify(diagnosis)));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script, runs], { env, encoding: 'utf8' }));
}

test('diagnose() of a machine without anything names each fault with its remedy, and makes nothing', () => {
  const programs = join(folder, 'programs');
  fakeProgram(programs, 'getconf', 'echo glibc 2.36');
  const { healthy, checks } = diagnoseWith({ SVTK_CACHE: join(folder, 'cache'), PATH: programs }, join(folder, 'exp'));
  expect(healthy).toBe(false);
  const faults = checks.filter(({ state }) => state === 'fault');
  expect(faults.map(({ name, remedy }) => [name, remedy?.split('`')[1] ?? remedy])).toEqual([
    ['TensorFlow', 'svtk setup'],
    ['python3, pip', 'sudo apt install python3-pip'],
    ['C++', 'sudo apt install g++'],
    ['ffmpeg', 'svtk setup'],
  ]);
  expect(checks.find(({ name }) => name === 'flock')).toMatchObject({
    state: 'warning',
    remedy: expect.stringContaining('util-linux'),
  });
  expect(readdirSync(folder)).toEqual(['programs']);
});

test('diagnose() on musl says that TensorFlow has no library for it', () => {
  const programs = join(folder, 'musl');
  fakeProgram(programs, 'getconf', 'echo "getconf: GNU_LIBC_VERSION: unknown variable" >&2; exit 1');
  const { checks } = diagnoseWith({ SVTK_CACHE: join(folder, 'cache'), PATH: programs });
  expect(checks.find(({ name }) => name === 'platform')).toMatchObject({
    state: 'fault',
    value: expect.stringContaining('found Linux without glibc'),
  });
});

const withEngine = findEngine('cpu') === undefined ? test.skip : test;
if (findEngine('cpu') === undefined)
  test.todo('diagnose() with an engine: skipped, the engine is not set up here; run svtk setup first');

withEngine('diagnose() of a machine that is set up finds no fault and says that compiled steps work', async () => {
  const programs = join(folder, 'complete');
  fakeProgram(programs, 'ffmpeg', 'echo "ffmpeg version 7.1-fake Copyright"');
  const env = { ...process.env, PATH: `${programs}${delimiter}${process.env['PATH']}` };
  const { healthy, checks } = diagnoseWith(env);
  expect(checks.filter(({ state }) => state === 'fault')).toEqual([]);
  expect(healthy).toBe(true);
  const value = (name: string): string | undefined => checks.find(check => check.name === name)?.value;
  expect(value('TensorFlow')).toMatch(/^2\.21\.0, /);
  expect(value('compiled steps')).toBe('work');
  expect(value('ffmpeg')).toContain('7.1-fake');
});

test('checkNode(version) refuses what is older than 20.10', () => {
  expect(checkNode('18.20.4')).toMatchObject({ state: 'fault', remedy: 'install Node 20.10 or later' });
  expect(checkNode('20.9.0').state).toBe('fault');
  expect(checkNode('20.10.0').state).toBe('ok');
  expect(checkNode('24.1.0').state).toBe('ok');
});

test('checkProcessor(cpuinfo) tells bfloat16 from its absence, and refuses x86 without AVX', () => {
  expect(checkProcessor('flags\t\t: fpu avx avx2 avx512_bf16 amx_bf16\n').value).toMatch(
    /avx avx2 avx512_bf16 amx_bf16; .*bf16 is fast here/,
  );
  for (const flags of ['fpu avx avx2', 'fpu avx avx2 avx512_bf16']) {
    expect(checkProcessor(`flags\t\t: ${flags}\n`).value).toContain('bf16 is no faster than fp32 here');
  }
  expect(checkProcessor('flags\t\t: fpu sse2\n').state).toBe(process.arch === 'x64' ? 'fault' : 'ok');
});

test('checkDisk(name, folder, need) warns with free and need, also for a folder that is not there yet', () => {
  expect(checkDisk('runs', join(folder, 'a/b'), 0)).toMatchObject({ state: 'ok' });
  expect(checkDisk('runs', join(folder, 'a/b'), 1e18)).toMatchObject({
    state: 'warning',
    remedy: expect.stringContaining('1,000,000,000,000 MB'),
  });
});
