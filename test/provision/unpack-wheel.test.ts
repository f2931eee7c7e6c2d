import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { EnvironmentError } from '../../src/core/errors';
import type { RunEvent } from '../../src/core/events';
import { compiledModule } from '../../src/core/package-root';
import { randomOf } from '../../src/core/random';
import { sweepLeftovers } from '../../src/provision/sweep-leftovers';
import { isUnpacked, unpackWheel } from '../../src/provision/unpack-wheel';
import type { Wheel } from '../../src/provision/wheels';
import { fakePip, withPath } from './fake-programs';
import { makeZip } from './make-zip';

const folder = mkdtempSync(join(tmpdir(), 'svtk-unpack-'));
afterAll(() => rmSync(folder, { recursive: true }));

const library = randomBytes(8_000_000);
const header = Buffer.from('#pragma once\n');
const archive = makeZip([
  { name: 'tensorflow/libtensorflow_cc.so.2', data: library },
  { name: 'tensorflow/include/tensorflow/c/c_api.h', data: header },
  { name: 'tensorflow/include/tensorflow/c/', data: Buffer.alloc(0), method: 0 },
  { name: 'tensorflow/python/unwanted.py', data: header },
]);
const wheel: Wheel = {
  project: 'some-wheel',
  version: '1',
  file: 'some_wheel-1-py3-none-any.whl',
  sha256: createHash('sha256').update(archive).digest('hex'),
  size: archive.length,
  unpacked: library.length + header.length,
  take: [
    { from: 'tensorflow/libtensorflow_cc.so.2', to: 'libtensorflow_cc.so.2' },
    { from: 'tensorflow/include/tensorflow/c/', to: 'include/tensorflow/c/' },
  ],
};
const source = join(folder, wheel.file);
writeFileSync(source, archive);
const programs = join(folder, 'programs');
fakePip(programs, source, 'sleep 0.1');
const path = `${programs}${delimiter}${process.env['PATH']}`;

let caches = 0;
function freshCache(): { readonly cache: string; readonly target: string } {
  const cache = join(folder, `cache-${++caches}`);
  mkdirSync(join(cache, 'tensorflow'), { recursive: true });
  return { cache, target: join(cache, 'tensorflow', '1-cpu') };
}

function expectWhole(target: string): void {
  expect(readFileSync(join(target, 'libtensorflow_cc.so.2')).equals(library)).toBe(true);
  expect(readdirSync(target, { recursive: true }).sort()).toEqual([
    'include',
    'include/tensorflow',
    'include/tensorflow/c',
    'include/tensorflow/c/c_api.h',
    'libtensorflow_cc.so.2',
  ]);
}

test('unpackWheel takes what is asked for and nothing else, leaves no wheel behind, and reports its progress to the end', async () => {
  const { target } = freshCache();
  const events: RunEvent[] = [];
  await withPath(path, () => unpackWheel({ wheel, target, stage: 'tensorflow', report: event => events.push(event) }));
  expectWhole(target);
  expect(isUnpacked(wheel, target)).toBe(true);
  expect(readdirSync(join(target, '..'))).toEqual(['1-cpu']);
  expect(events.at(-1)).toMatchObject({ type: 'progress', done: 16, total: 16, unit: 'MB' });
});

test('unpackWheel replaces a folder from which something was deleted', async () => {
  const { target } = freshCache();
  mkdirSync(join(target, 'include'), { recursive: true });
  expect(isUnpacked(wheel, target)).toBe(false);
  await withPath(path, () => unpackWheel({ wheel, target, stage: 'tensorflow', report: () => undefined }));
  expectWhole(target);
});

test('unpackWheel of a wheel that lacks a file names the file and leaves nothing', async () => {
  const { cache, target } = freshCache();
  const asked = { ...wheel, take: [{ from: 'tensorflow/libgone.so', to: 'libgone.so' }] };
  const work = (): Promise<void> => unpackWheel({ wheel: asked, target, stage: 'tensorflow', report: () => undefined });
  await expect(withPath(path, work)).rejects.toThrow('expected tensorflow/libgone.so, found nothing');
  expect(readdirSync(join(cache, 'tensorflow'))).toEqual([]);
});

test('unpackWheel onto a full disk says need and free before it downloads anything', async () => {
  const { cache, target } = freshCache();
  const huge = { ...wheel, unpacked: 1e18 };
  const work = (): Promise<void> => unpackWheel({ wheel: huge, target, stage: 'tensorflow', report: () => undefined });
  // The PATH has no python3: an attempt to download would say so instead.
  const failed = withPath(join(folder, 'nothing'), work);
  await expect(failed).rejects.toBeInstanceOf(EnvironmentError);
  await expect(failed).rejects.toThrow(
    /not enough room on the disk for some-wheel 1: expected 1,000,000,000,.* MB free, found [\d,]+ MB/,
  );
  expect(readdirSync(join(cache, 'tensorflow'))).toEqual([]);
});

test('unpackWheel killed at any moment leaves the target whole or absent, and the next set-up sweeps and completes it', async () => {
  const script = `
    const { unpackWheel } = require(${JSON.stringify(compiledModule('provision/unpack-wheel'))});
    const [wheel, target] = JSON.parse(process.argv[1]);
    unpackWheel({ wheel, target, stage: 'tensorflow', report: () => undefined });`;
  const run = (target: string) =>
    spawn(process.execPath, ['-e', script, JSON.stringify([wheel, target])], { env: { ...process.env, PATH: path } });
  const { cache, target } = freshCache();
  const random = randomOf(1, 'moments of killing');
  let absent = 0;
  let leftovers = 0;
  for (let round = 0; round < 12; round++) {
    rmSync(target, { recursive: true, force: true });
    const child = run(target);
    setTimeout(() => child.kill('SIGKILL'), 60 + 500 * random.uniform());
    await once(child, 'exit');
    if (existsSync(target)) expectWhole(target);
    else absent++;
    leftovers += readdirSync(join(cache, 'tensorflow')).filter(name => name.includes('.tmp-')).length > 0 ? 1 : 0;
    sweepLeftovers(cache);
  }
  expect(absent).toBeGreaterThan(0);
  expect(leftovers).toBeGreaterThan(0);
  const child = run(target);
  await once(child, 'exit');
  expect(child.exitCode).toBe(0);
  expectWhole(target);
  expect(readdirSync(join(cache, 'tensorflow'))).toEqual(['1-cpu']);
});
