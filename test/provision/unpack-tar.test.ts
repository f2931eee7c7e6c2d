import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DataError } from '../../src/core/errors';
import { unpackTar } from '../../src/provision/unpack-tar';
import { makeTar, type TarEntry } from './make-tar';

const folder = mkdtempSync(join(tmpdir(), 'svtk-tar-'));
afterAll(() => rmSync(folder, { recursive: true }));

let cases = 0;
/** Unpacks an archive of these bytes, in parts or in one, into a folder of its own. */
async function unpack(bytes: readonly Buffer[], most = 1e9): Promise<string> {
  const place = join(folder, `case-${++cases}`);
  const out = join(place, 'out');
  mkdirSync(out, { recursive: true });
  const parts = Array.from(bytes.keys(), number => join(place, `a.tar.gz${number}`));
  parts.forEach((path, number) => {
    writeFileSync(path, bytes[number] ?? '');
  });
  await unpackTar(parts, out, { most });
  return out;
}

const some: readonly TarEntry[] = [
  { name: './', type: '5' },
  { name: './corpus/', type: '5' },
  { name: 'corpus/a.wav', data: Buffer.from('sound') },
  { name: './corpus/deep/b.flac', data: Buffer.alloc(700_000, 7) },
  { name: 'corpus/empty.txt' },
];

test('unpackTar(archive) writes files and folders', async () => {
  const out = await unpack([makeTar(some)]);
  expect(readdirSync(out, { recursive: true }).map(String).sort()).toEqual(
    ['corpus', 'corpus/a.wav', 'corpus/deep', 'corpus/deep/b.flac', 'corpus/empty.txt'].sort(),
  );
  expect(readFileSync(join(out, 'corpus/a.wav'), 'utf8')).toBe('sound');
  expect(readFileSync(join(out, 'corpus/deep/b.flac')).equals(Buffer.alloc(700_000, 7))).toBe(true);
});

test('unpackTar(parts) reads an archive that was cut anywhere', async () => {
  const whole = makeTar(some);
  const out = await unpack([whole.subarray(0, 100), whole.subarray(100, 101), whole.subarray(101)]);
  expect(readFileSync(join(out, 'corpus/deep/b.flac')).length).toBe(700_000);
});

test('unpackTar(archive with GNU long names) takes them', async () => {
  const long = `corpus/${'x'.repeat(150)}.wav`;
  const name: TarEntry = { name: '././@LongLink', type: 'L', data: Buffer.from(`${long}\0`) };
  const out = await unpack([makeTar([name, { name: long.slice(0, 99), data: Buffer.from('1') }])]);
  expect(readFileSync(join(out, long), 'utf8')).toBe('1');
});

const evil: readonly [string, TarEntry, RegExp][] = [
  ['a way out', { name: '../evil.txt', data: Buffer.from('x') }, /an entry named "\.\.\/evil\.txt"/],
  ['a way out in the middle', { name: 'corpus/../../evil.txt' }, /an entry named/],
  ['an absolute name', { name: '/evil.txt' }, /an entry named "\/evil\.txt"/],
  ['a drive', { name: 'c:evil.txt' }, /an entry named/],
  ['a backslash', { name: '..\\evil.txt' }, /an entry named/],
  ['a line break', { name: 'evil\n.txt' }, /an entry named "evil\\n\.txt"/],
  ['a symbolic link', { name: 'evil', type: '2', link: '/etc' }, /"evil", which is a SymbolicLink/],
  ['a hard link', { name: 'evil', type: '1', link: '/etc/passwd' }, /"evil", which is a Link/],
  ['a device', { name: 'evil', type: '3' }, /"evil", which is a CharacterDevice/],
  ['a name twice', { name: './corpus/a.wav' }, /two entries named "corpus\/a\.wav"/],
];
for (const [what, entry, message] of evil) {
  test(`unpackTar(archive with ${what}) refuses it by name and writes nothing outside`, async () => {
    const error = await unpack([makeTar([...some, entry, { name: 'later.txt' }])]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataError);
    expect(String(error)).toMatch(message);
    expect(existsSync(join(folder, 'evil.txt'))).toBe(false);
    expect(existsSync(join(folder, `case-${cases}`, 'evil.txt'))).toBe(false);
    expect(existsSync(join(folder, `case-${cases}`, 'out/later.txt'))).toBe(false);
  });
}

test('unpackTar(bomb) stops at a hundred times the archive, and at what the corpus may take', async () => {
  const bomb = makeTar([{ name: 'zeros', data: Buffer.alloc(50e6) }]);
  await expect(unpack([bomb])).rejects.toThrow(/bytes and more out of \d+.*|100 times its size at most/);
  await expect(unpack([makeTar(some)], 10_000)).rejects.toThrow('10000 bytes at most');
});

test('unpackTar(zeros behind the end) does not wait for a parser that takes nothing more', async () => {
  const behind = (bytes: number) => gzipSync(Buffer.concat([gunzipSync(makeTar(some)), Buffer.alloc(bytes)]));
  await unpack([behind(1 << 20)]);
  await expect(unpack([behind(200e6)])).rejects.toThrow('more than 4194304 bytes behind its end');
  await expect(unpack([gzipSync(Buffer.alloc(200e6))])).rejects.toThrow('behind its end');
});

test.each([
  ['a file, then a folder', [{ name: 'a' }, { name: 'a/b' }]],
  ['a folder, then a file', [{ name: 'a/b' }, { name: 'a' }]],
])('unpackTar(archive with %s of one name) is damaged', async (_, entries) => {
  await expect(unpack([makeTar(entries)])).rejects.toThrow('is both a file and a folder');
});

test('unpackTar(damaged archive) says so: cut, flipped, another format, empty', async () => {
  const whole = makeTar(some);
  await expect(unpack([whole.subarray(0, whole.length - 50)])).rejects.toThrow('the archive is damaged');
  const flipped = Buffer.from(whole);
  flipped[60] = (flipped[60] ?? 0) ^ 0xff;
  await expect(unpack([flipped])).rejects.toThrow(/the archive is damaged|the archive is refused/);
  await expect(unpack([Buffer.from('<html>Not Found</html>')])).rejects.toThrow('the archive is damaged');
  await expect(unpack([gzipSync(Buffer.from('no tar at all'.repeat(100)))])).rejects.toThrow('the archive is damaged');
  await expect(unpack([makeTar([])])).rejects.toThrow('the archive is damaged');
});
