import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBeside, writeAtomically } from '../../src/core/atomic-write';
import { explainDiskFault } from '../../src/core/disk-fault';
import { isStream } from '../../src/core/straight-write';

const folder = mkdtempSync(join(tmpdir(), 'svtk-atomic-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

test('openBeside(path) shows nothing before commit(), and leaves nothing after discard()', () => {
  const file = openBeside(at('a/new'));
  file.write('one');
  expect(existsSync(at('a/new'))).toBe(false);
  file.discard();
  expect(readdirSync(at('a'))).toEqual([]);
  const other = openBeside(at('a/new'));
  other.write('two');
  other.commit();
  other.discard();
  expect(readFileSync(at('a/new'), 'utf8')).toBe('two');
  expect(() => other.write('three')).toThrow('written after commit');
});

test('openBeside(path) whose rename fails is taken away by discard()', () => {
  const file = openBeside(at('b'));
  file.write('text');
  mkdirSync(at('b/inside'), { recursive: true });
  expect(() => file.commit()).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  file.discard();
  expect(readdirSync(folder).filter(name => name.includes('.tmp-'))).toEqual([]);
});

test('writeAtomically(folder, data) says so', () => {
  expect(() => writeAtomically(folder, 'text')).toThrow(`${folder}  cannot write a file: found a folder of that name`);
});

test('writeAtomically(device or pipe, data) writes to it, and puts no file in its place', async () => {
  expect(isStream('/dev/null') && isStream('/dev/stdout') && isStream('/proc/self/fd/1')).toBe(true);
  expect([at('new'), __filename].map(isStream)).toEqual([false, false]);
  execFileSync('mkfifo', [at('pipe')]);
  const reader = spawn('cat', [at('pipe')]);
  const read = new Promise(resolve => reader.stdout.on('data', data => resolve(String(data))));
  writeAtomically(at('pipe'), 'text');
  expect(await read).toBe('text');
  expect(statSync(at('pipe')).isFIFO()).toBe(true);
  expect(() => writeAtomically('/dev/full', 'text')).toThrow('ENOSPC');
});

test('writeAtomically(path, data) takes away what a dead process left of the file a minute ago, not a living one’s', () => {
  const dead = spawnSync(process.execPath, ['-e', '0']).pid;
  const [old, fresh, alive] = [`c.tmp-${dead}`, `c.tmp-${dead}`.replace('c', 'd'), `c.tmp-${process.ppid}`];
  const past = new Date(Date.now() - 61_000);
  for (const name of [old, fresh, alive]) writeFileSync(at(name), '');
  for (const name of [old, alive]) utimesSync(at(name), past, past);
  writeAtomically(at('c'), 'x');
  writeAtomically(at('d'), 'x');
  expect([old, fresh, alive].map(name => existsSync(at(name)))).toEqual([false, true, true]);
});

test('a system error of writeAtomically(path, data) is explained with the path and the bytes', () => {
  writeFileSync(at('file'), '');
  let thrown: unknown;
  try {
    writeAtomically(at('file/below'), 'x'.repeat(2500));
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ path: at('file/below'), need: 2500 });
  expect(explainDiskFault(thrown, { path: '/elsewhere' })).toMatchObject({
    message: expect.stringContaining(`${at('file/below')}  a file is where a folder is to be`),
    exitCode: 3,
  });
  const full = Object.assign(new Error('full'), { code: 'ENOSPC', path: at('e.tmp-123'), need: 2500 });
  expect(explainDiskFault(full, { path: '/elsewhere' })).toMatchObject({
    message: expect.stringMatching(
      new RegExp(`^${at('e')} {2}the disk is full: expected room for 2.5 kB, found .* free`),
    ),
    exitCode: 3,
  });
});
