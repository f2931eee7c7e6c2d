import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '../../src/core/errors';
import { extract, readZip } from '../../src/provision/zip';
import { makeZip, type ZipFile } from './make-zip';

const folder = mkdtempSync(join(tmpdir(), 'svtk-zip-'));
afterAll(() => rmSync(folder, { recursive: true }));

let archives = 0;
function archive(data: Buffer): string {
  const path = join(folder, `${++archives}.zip`);
  writeFileSync(path, data);
  return path;
}

const noise = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * index) % 251));

test('extract gives back what was packed: deflated, stored, empty; and keeps the executable bit', async () => {
  const files: ZipFile[] = [
    { name: 'a/deflated', data: noise },
    { name: 'a/stored', data: noise, method: 0 },
    { name: 'empty', data: Buffer.alloc(0), method: 0 },
    { name: 'program', data: Buffer.from('#!/bin/sh\n'), mode: 0o755 },
  ];
  const path = archive(makeZip(files));
  const entries = await readZip(path);
  expect(entries.map(({ name, size, executable }) => [name, size, executable])).toEqual([
    ['a/deflated', 300_000, false],
    ['a/stored', 300_000, false],
    ['empty', 0, false],
    ['program', 10, true],
  ]);
  for (const [index, entry] of entries.entries()) {
    const target = join(folder, 'out', entry.name);
    await extract(path, entry, target);
    expect(readFileSync(target).equals(files[index]!.data)).toBe(true);
  }
  expect(statSync(join(folder, 'out/program')).mode & 0o777).toBe(0o755);
});

test.each(['../evil', 'a/../../evil', '/etc/evil', 'a\\..\\evil', 'a\0b', '..'])(
  'readZip refuses an entry named %j',
  async name => {
    const path = archive(makeZip([{ name, data: noise }]));
    await expect(readZip(path)).rejects.toThrow(DataError);
    await expect(readZip(path)).rejects.toThrow(JSON.stringify(name));
  },
);

test('readZip refuses a symbolic link', async () => {
  const path = archive(makeZip([{ name: 'link', data: Buffer.from('/etc/passwd'), mode: 0o120777 & ~0o100000 }]));
  await expect(readZip(path)).rejects.toThrow('symbolic link');
});

test('extract stops at the declared size: no bomb is unpacked', async () => {
  const path = archive(makeZip([{ name: 'bomb', data: Buffer.alloc(50_000_000), declaredSize: 1000 }]));
  const [entry] = await readZip(path);
  const target = join(folder, 'bomb');
  await expect(extract(path, entry!, target)).rejects.toThrow('longer than its declared 1000 bytes');
  expect(existsSync(target) ? statSync(target).size : 0).toBeLessThan(1_000_000);
});

test('readZip and extract answer a file that is cut anywhere with a DataError, never with part of the data', async () => {
  const whole = makeZip([{ name: 'noise', data: noise }]);
  for (let length = 0; length < whole.length; length += Math.ceil(whole.length / 37)) {
    await expect(readZip(archive(whole.subarray(0, length)))).rejects.toThrow(DataError);
  }
  const [entry] = await readZip(archive(whole));
  const cut = archive(whole.subarray(0, 500));
  await expect(extract(cut, entry!, join(folder, 'cut'))).rejects.toThrow();
});
