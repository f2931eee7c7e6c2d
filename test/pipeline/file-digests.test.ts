import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileDigests } from '../../src/pipeline/file-digests';

describe('openFileDigests(cache).of(path)', () => {
  let folder: string;
  let cache: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'svtk-digests-'));
    cache = join(folder, 'cache.json');
    mkdirSync(join(folder, 'data/deep'), { recursive: true });
    writeFileSync(join(folder, 'data/a'), 'abc');
    writeFileSync(join(folder, 'data/deep/b'), '');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const of = async (name: string) => {
    const digests = openFileDigests(cache);
    const content = await digests.of(join(folder, name));
    digests.save();
    return content;
  };

  test('is sha256 of a file', async () => {
    // FIPS 180-2, appendix B.1
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await of('data/a')).toEqual({ sha256, files: 1, bytes: 3 });
    expect(await of('missing')).toBeUndefined();
  });

  test('of a folder changes with names, sizes and contents, and with nothing else', async () => {
    const first = await of('data');
    expect(first).toMatchObject({ files: 2, bytes: 3 });
    utimesSync(join(folder, 'data/a'), 1, 1);
    expect(await of('data')).toEqual(first);
    renameSync(join(folder, 'data'), join(folder, 'moved'));
    expect(await of('moved')).toEqual(first);
    writeFileSync(join(folder, 'moved/a'), 'abd');
    expect((await of('moved'))?.sha256).not.toBe(first?.sha256);
    writeFileSync(join(folder, 'moved/a'), 'abc');
    expect(await of('moved')).toEqual(first);
    renameSync(join(folder, 'moved/deep/b'), join(folder, 'moved/deep/c'));
    expect((await of('moved'))?.sha256).not.toBe(first?.sha256);
  });

  test('follows links, and stops at circles and dangling ones', async () => {
    symlinkSync(join(folder, 'data'), join(folder, 'data/deep/circle'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'data/dangling'));
    symlinkSync(join(folder, 'data/a'), join(folder, 'data/link'));
    expect(await of('data')).toMatchObject({ files: 3, bytes: 6 });
  });

  test('counts loops of links, pipes and dangling links by their names', async () => {
    const first = await of('data');
    symlinkSync('loop', join(folder, 'data/loop'));
    const second = await of('data');
    execFileSync('mkfifo', [join(folder, 'data/pipe')]);
    const third = await of('data');
    expect(new Set([first?.sha256, second?.sha256, third?.sha256]).size).toBe(3);
    expect(third).toMatchObject({ files: 2, bytes: 3 });
  });

  test('refuses a pipe, without waiting for its writer, and a loop of links', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await expect(of('pipe')).rejects.toThrow('not a file: expected a file or a folder');
    symlinkSync('loop', join(folder, 'loop'));
    await expect(of('loop')).rejects.toThrow('ELOOP');
  });

  test.each(['', '{', '[]', '{"version":1,"files":{"x":[1,2]}}', '{"version":2,"files":{}}'])(
    'reads anew where the cache is %j',
    async text => {
      writeFileSync(cache, text);
      expect(await of('data/a')).toMatchObject({ bytes: 3 });
    },
  );

  test('ofAll(paths) changes with the contents and the order of listed files, not with where they lie', async () => {
    const all = (...names: string[]) =>
      openFileDigests(cache).ofAll(
        (async function* () {
          for (const name of names) yield join(folder, name);
        })(),
      );
    const first = await all('data/a', 'data/a', 'data/deep/b', 'data/none');
    expect(first).toMatchObject({ files: 2, bytes: 3 });
    renameSync(join(folder, 'data'), join(folder, 'moved'));
    expect(await all('moved/a', 'moved/deep/b', 'moved/none')).toEqual(first);
    expect(await all('moved/deep/b', 'moved/a', 'moved/none')).not.toEqual(first);
    writeFileSync(join(folder, 'moved/none'), '');
    const second = await all('moved/a', 'moved/deep/b', 'moved/none');
    expect(second).not.toEqual(first);
    writeFileSync(join(folder, 'moved/a'), 'abd');
    expect(await all('moved/a', 'moved/deep/b', 'moved/none')).not.toEqual(second);
  });
});
