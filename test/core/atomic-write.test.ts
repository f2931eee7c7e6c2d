import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBeside, writeAtomically } from '../../src/core/atomic-write';
import { explainDiskFault } from '../../src/core/disk-fault';

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
  mkdtempSync(at('b-'));
  const [target = ''] = readdirSync(folder).filter(name => name.startsWith('b-'));
  writeFileSync(join(at(target), 'inside'), '');
  expect(() => writeAtomically(at(target), 'text')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(readdirSync(folder).filter(name => name.includes('.tmp-'))).toEqual([]);
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
  const full = Object.assign(new Error('full'), { code: 'ENOSPC', path: at('e.tmp-123'), need: 2500 });
  expect(explainDiskFault(full, { path: '/elsewhere' })).toMatchObject({
    message: expect.stringMatching(
      new RegExp(`^${at('e')} {2}the disk is full: expected room for 2.5 kB, found .* free`),
    ),
    exitCode: 3,
  });
});
