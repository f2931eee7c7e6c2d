import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '../../src/core/errors';
import { encodeSafetensors } from '../../src/manifest/safetensors';
import { type NamedVectors, readVectors, writeVectors } from '../../src/manifest/vectors';
import reference from '../references/embedding-files.json';

const folder = mkdtempSync(join(tmpdir(), 'svtk-vectors-'));
afterAll(() => rmSync(folder, { recursive: true }));

function put(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const bytesOf = (name: keyof typeof reference.files): Buffer => Buffer.from(reference.files[name], 'base64');
const numbers = reference.vectors.flat();
const { ids } = reference;

function expectReference({ ids: found, vectors }: NamedVectors): void {
  expect(found).toEqual(ids);
  expect([vectors.rows, vectors.columns]).toEqual([3, 3]);
  numbers.forEach((value, at) => {
    // Kaldi's text has six digits.
    expect(Math.abs(vectors.data[at]! - value)).toBeLessThanOrEqual(1e-5 * Math.abs(value));
  });
}

test.each(['single.ark', 'text.ark'] as const)('readVectors(%s) reads what Kaldi’s copy-vector wrote', name => {
  expectReference(readVectors(put(name, bytesOf(name))));
});

test('readVectors(scp) reads the archive that the script file points to, from beside it', () => {
  put('single.ark', bytesOf('single.ark'));
  expectReference(readVectors(put('single.scp', bytesOf('single.scp'))));
});

test('readVectors(scp) reads entries in any order, and one of them twice is an error', () => {
  put('single.ark', bytesOf('single.ark'));
  const lines = bytesOf('single.scp').toString().trim().split('\n');
  const turned = readVectors(put('turned.scp', `${lines.toReversed().join('\n')}\n`));
  expect(turned.ids).toEqual([...ids].reverse());
  expect(Array.from(turned.vectors.data.subarray(6))).toEqual(reference.vectors[0]);
  expect(() => readVectors(put('twice.scp', `${lines[0]}\n${lines[0]}\n`))).toThrow('more than one embedding');
});

test.each([
  [`a touch ${folder}/ran |`, 'found a command, which svtk never runs'],
  [`a ${folder}/run.sh|`, 'found a command, which svtk never runs'],
  ['a single.ark:27[0:1]', 'found a range, single.ark:27[0:1]'],
  ['a', 'found 1 words'],
  ['a single.ark 27', 'found 3 words'],
])('readVectors(scp) of %j runs nothing and says what it expects', (line, message) => {
  const path = put('faulty.scp', `${line}\n`);
  expect(() => readVectors(path)).toThrow(`${path}:1  line cannot be read: expected 'id archive:byte' or 'id file'`);
  expect(() => readVectors(path)).toThrow(message);
  expect(existsSync(join(folder, 'ran'))).toBe(false);
});

test('readVectors(scp) to and fro in an archive and between more than are open at once reads each vector', () => {
  const size = 3000;
  const named = Array.from({ length: 3 }, (_, file) => {
    const keys = Array.from({ length: size }, (_, row) => `${file}-${row}`);
    const data = Float32Array.from({ length: 40 * size }, (_, at) => 1e6 * file + at + 1);
    const path = join(folder, `part${file}.scp`);
    writeVectors(path, { ids: keys, vectors: { rows: size, columns: 40, data } });
    return readFileSync(path, 'utf8').trim().split('\n');
  });
  // A step that is prime to the number of lines visits each once.
  const lines = Array.from({ length: 3 * size }, (_, at) => named[at % 3]![(Math.floor(at / 3) * 1301) % size]!);
  const found = readVectors(put('parts.scp', `${lines.join('\n')}\n`));
  expect(found.vectors.rows).toBe(3 * size);
  found.ids.forEach((id, row) => {
    const [file = 0, own = 0] = id.split('-').map(Number);
    expect(found.vectors.data[40 * row + 39]).toBe(1e6 * file + 40 * own + 40);
  });
  const singles = Array.from({ length: 150 }, (_, number) => {
    put(`many${number}.vec`, Buffer.from('\0BFV \x04\x01\0\0\0\0\0\x80?', 'latin1'));
    return `s${number} many${number}.vec\n`;
  });
  expect(readVectors(put('many.scp', singles.join(''))).vectors.rows).toBe(150);
});

test('readVectors(scp) finds an archive below a folder above, and a file for each vector', () => {
  put('single.ark', bytesOf('single.ark'));
  mkdirSync(join(folder, 'lists', 'eval'), { recursive: true });
  expectReference(readVectors(put('lists/eval/single.scp', bytesOf('single.scp'))));
  const vector = (row: number): Buffer => {
    const header = Buffer.from('\0BFV \x04\x03\0\0\0', 'latin1');
    return Buffer.concat([header, Buffer.from(Float32Array.from(reference.vectors[row] ?? []).buffer)]);
  };
  ids.forEach((_, row) => {
    put(`${row}.vec`, vector(row));
  });
  expectReference(readVectors(put('files.scp', ids.map((id, row) => `${id} ${row}.vec\n`).join(''))));
});

test.each(['single.npy', 'double.npy', 'version2.npy'] as const)('readVectors(%s) reads what NumPy wrote', name => {
  put(name.replace('.npy', '.ids'), `${ids.join('\n')}\n`);
  expectReference(readVectors(put(name, bytesOf(name))));
});

test('readVectors(npy) of one dimension is one row', () => {
  put('one.txt', `${ids[0]}\n`);
  expect(readVectors(put('one.npy', bytesOf('one.npy'))).vectors).toMatchObject({ rows: 1, columns: 3 });
});

test.each([
  ['fortran.npy', 'expected C order'],
  ['half.npy', 'found <f2'],
] as const)('readVectors(%s) says why it cannot: %s', (name, message) => {
  put(name.replace('.npy', '.ids'), ids.join('\n'));
  expect(() => readVectors(put(name, bytesOf(name)))).toThrow(message);
});

test('readVectors(npy) whose header claims more than the file has allocates nothing and fails', () => {
  put('long.ids', ids.join('\n'));
  const text = bytesOf('single.npy').toString('latin1');
  const claims = Buffer.from(text.replace('(3, 3), }          ', '(999999999, 99), }'.padEnd(19)), 'latin1');
  expect(() => readVectors(put('long.npy', claims))).toThrow('of 999999999 × 99 numbers, found 36 bytes');
  expect(() => readVectors(put('long.npy', bytesOf('single.npy').subarray(0, -1)))).toThrow(
    '36 bytes of 3 × 3 numbers',
  );
});

test('readVectors(npy) without ids, or with too few, is an error that names the files', () => {
  expect(() => readVectors(put('lonely.npy', bytesOf('single.npy')))).toThrow('lonely.ids or');
  put('few.ids', 'a\nb\n');
  expect(() => readVectors(put('few.npy', bytesOf('single.npy')))).toThrow('expected 3 ids, found 2');
});

test.each(['copy.npy', 'copy.ark', 'copy.scp', 'copy.txt'])(
  'writeVectors(%s) can be read back, number for number',
  name => {
    const path = join(folder, 'made', name);
    writeVectors(path, { ids, vectors: { rows: 3, columns: 3, data: Float32Array.from(numbers) } });
    const { ids: found, vectors } = readVectors(path);
    expect(found).toEqual(ids);
    expect(Array.from(vectors.data)).toEqual(numbers);
  },
);

test('writeVectors(ark) writes Kaldi’s bytes', () => {
  const path = join(folder, 'own.ark');
  writeVectors(path, { ids, vectors: { rows: 3, columns: 3, data: Float32Array.from(numbers) } });
  expect(readFileSync(path)).toEqual(bytesOf('single.ark'));
});

test('writeVectors(npy) keeps double precision and aligns its header as NumPy', () => {
  const path = join(folder, 'double-own.npy');
  const data = Float64Array.of(Math.PI, -1e-300);
  writeVectors(path, { ids: ['a'], vectors: { rows: 1, columns: 2, data } });
  expect(readVectors(path).vectors.data).toEqual(data);
  expect((readFileSync(path).length - 16) % 64).toBe(0);
});

test('readVectors(text) reads id and numbers, with CRLF, a byte-order mark and no last newline', () => {
  const { ids: found, vectors } = readVectors(put('plain.txt', '\ufeffa 1 2e-3\r\n\r\nb\t-3 4'));
  expect(found).toEqual(['a', 'b']);
  expect(Array.from(vectors.data)).toEqual([1, 0.002, -3, 4]);
});

test.each([
  ['NaN', 'a 1 2\nb nan 3\n', 'finite numbers, found b (1 in all)'],
  ['infinity', 'a 1 2\nb 1e999 3\n', 'finite numbers, found b (1 in all)'],
  ['zeros', 'a 0 0\nb 1 3\n', 'embedding is all zeros: expected a vector with a direction, found a'],
  ['an id twice', 'a 1 0\na 1 3\n', 'more than one embedding: expected each id once, found a'],
  ['rows of two sizes', 'a 1 0\nb 1 3 4\n', 'differ in size: expected 2, found 3'],
  ['a word', 'a 1 x\n', "a number, found 'x'"],
  ['an id alone', 'a\n', "expected 'id v1 v2 …'"],
  ['nothing', '', 'file holds no embeddings'],
])('readVectors(text) with %s is an error that names it', (_, content, message) => {
  expect(() => readVectors(put('faulty.txt', content))).toThrow(DataError);
  expect(() => readVectors(put('faulty.txt', content))).toThrow(message);
});

test('readVectors(ark) cut at any byte is an error or fewer rows, never other numbers', () => {
  const whole = bytesOf('single.ark');
  for (let size = 0; size < whole.length; size++) {
    let read: NamedVectors;
    try {
      read = readVectors(put('cut.ark', whole.subarray(0, size)));
    } catch (error) {
      expect(error).toBeInstanceOf(DataError);
      continue;
    }
    expect(Array.from(read.vectors.data)).toEqual(numbers.slice(0, read.vectors.data.length));
  }
});

test('readVectors(ark) of compressed or other matrices says which forms it takes', () => {
  expect(() => readVectors(put('cm.ark', Buffer.from('a \0BCM \x00\x00\x00\x00\x00\x00\x00\x00\x00')))).toThrow(
    'FV or DV',
  );
});

test('readVectors(path) of a folder or of nothing is a DataError with the path', () => {
  mkdirSync(join(folder, 'folder.npy'), { recursive: true });
  expect(() => readVectors(join(folder, 'folder.npy'))).toThrow(DataError);
  expect(() => readVectors(join(folder, 'missing.ark'))).toThrow('missing.ark  cannot read file');
});

test('readVectors(safetensors) reads one tensor an id, whatever its precision and leading axes of 1', () => {
  const tensors = new Map([
    ['b', { shape: [1, 2], data: Float32Array.of(3, 4) }],
    ['a', { shape: [1, 1, 2], data: Float32Array.of(1, 2) }],
  ]);
  const { ids: found, vectors } = readVectors(put('two.safetensors', Buffer.concat(encodeSafetensors(tensors))));
  expect(found).toEqual(['a', 'b']);
  expect([vectors.rows, vectors.columns, Array.from(vectors.data)]).toEqual([2, 2, [1, 2, 3, 4]]);
  const matrix = new Map([['embeddings', { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }]]);
  const path = put('matrix.safetensors', Buffer.concat(encodeSafetensors(matrix)));
  expect(() => readVectors(path)).toThrow('expected one vector an id: [dimension] or [1, dimension], found [2, 2]');
  const whole = new Map([['a', { shape: [2], data: Int32Array.of(1, 2) }]]);
  expect(() => readVectors(put('int.safetensors', Buffer.concat(encodeSafetensors(whole))))).toThrow('found integers');
});

test.each([
  ['.h5', /numpy\.save/],
  ['.gz', /gunzip/],
])('readVectors(%s) refuses what it does not open, with a way out', (extension, remedy) => {
  expect(() => readVectors(`embeddings${extension}`)).toThrow(remedy);
});
