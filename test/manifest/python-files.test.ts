import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { DataError } from '../../src/core/errors';
import { crc32 } from '../../src/manifest/crc32';
import { readPickle } from '../../src/manifest/pickle/machine';
import { readVectors } from '../../src/manifest/vectors';
import reference from '../references/python-files.json';

const folder = mkdtempSync(join(tmpdir(), 'svtk-python-'));
afterAll(() => rmSync(folder, { recursive: true }));

function put(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const { files, ids, vectors, short, refused } = reference;
const bytesOf = (name: keyof typeof files): Buffer => Buffer.from(files[name], 'base64');
const old = ['protocol0.pkl', 'protocol1.pkl'];
const names = Object.keys(files).filter((name): name is keyof typeof files => !old.includes(name));

test.each(names)('readVectors(%s) reads what Python wrote, number for number', name => {
  const found = readVectors(put(name, bytesOf(name)));
  expect(found.ids).toEqual(ids);
  expect([found.vectors.rows, found.vectors.columns]).toEqual([3, 3]);
  const expected = /^(half|bfloat)/.test(name) ? short : vectors;
  expect(Array.from(found.vectors.data)).toEqual(expected.flat());
});

test.each(['one.pkl', 'one.npz', 'single.npz'] as const)('readVectors(%s) of one utterance is one row', name => {
  const found = readVectors(put(name, Buffer.from(reference.one[name], 'base64')));
  expect(found.ids).toEqual(ids.slice(0, 1));
  expect(Array.from(found.vectors.data)).toEqual(vectors[0]);
});

test.each(['protocol0.pkl', 'protocol1.pkl'] as const)('readVectors(%s) asks for a later protocol', name => {
  expect(() => readVectors(put(name, bytesOf(name)))).toThrow('expected a pickle of protocol 2 to 5');
});

test.each([
  ['legacy.pt', 'PyTorch file in the form from before version 1.6'],
  ['tensors.pkl', 'found torch.storage._load_from_bytes'],
  ['script.pt', 'TorchScript program, not a file of tensors'],
  ['module.pt', 'found torch.nn.modules.linear.Linear'],
  ['integers.pkl', 'found a: <i8 of [2]'],
  ['expanded.pt', 'a tensor within its storage of 1 values, found [1000]'],
  ['nested.pkl', 'expected an array of NumPy, a tensor, or a list of numbers, found a dict of 1'],
  ['array.pkl', 'expected a dict id → vector'],
  ['labels.npz', 'expected one list of 3 ids, each once, for the rows of vectors, found label (1 in all)'],
  ['tuples.pkl', 'expected ids that are text, found a list of 2'],
] as const)('readVectors(%s) is an error that says %s', (name, message) => {
  const path = put(name, Buffer.from(refused[name], 'base64'));
  expect(() => readVectors(path)).toThrow(DataError);
  expect(() => readVectors(path)).toThrow(message);
});

/** Bytes of a pickle: texts as they are, numbers as bytes. */
const pickle = (...parts: readonly (string | number)[]): Buffer =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.of(part))));

test.each([
  ['os.system', pickle(0x80, 2, 'cos\nsystem\n', 'X', 5, 0, 0, 0, 'touch', 0x85, 'R.'), 'os.system'],
  ['builtins.eval', pickle(0x80, 4, 0x8c, 8, 'builtins', 0x8c, 4, 'eval', 0x93, '.'), 'builtins.eval'],
  ['a dotted name', pickle(0x80, 4, 0x8c, 5, 'numpy', 0x8c, 12, 'ndarray.dump', 0x93, '.'), 'numpy.ndarray.dump'],
  ['numpy.load', pickle(0x80, 2, 'cnumpy\nload\n.'), 'numpy.load'],
  ['__proto__', pickle(0x80, 2, 'c__proto__\ntoString\n.'), '__proto__.toString'],
])('readPickle(content) that names %s executes nothing and says so', (_, content, name) => {
  expect(() => readPickle(content, 'evil.pkl')).toThrow(DataError);
  expect(() => readPickle(content, 'evil.pkl')).toThrow('nothing of it was executed');
  expect(() => readPickle(content, 'evil.pkl')).toThrow(`found ${name}`);
});

test.each([
  ['an empty stack', pickle(0x80, 2, '.'), 'one value at the end, found none'],
  ['a pop below a mark', pickle(0x80, 2, 'N(0.'), 'a value on the stack'],
  ['no mark', pickle(0x80, 2, ']e.'), 'a mark on the stack'],
  ['a place never written', pickle(0x80, 2, 'h', 7, '.'), 'a place of the memo that was written, found 7'],
  ['a length past the end', pickle(0x80, 2, 'B', 0xff, 0xff, 0xff, 0x7f), 'the file is cut short'],
  ['a length of 2^64', pickle(0x80, 4, 0x8e, 255, 255, 255, 255, 255, 255, 255, 255), 'a length of at most'],
  ['items of a number', pickle(0x80, 2, 'K', 1, 'Na.'), 'a list to append to, found 1'],
  ['a call of a number', pickle(0x80, 2, 'K', 1, ')R.'), 'a name and a tuple of arguments'],
  ['a key alone', pickle(0x80, 2, '}(Nu.'), 'a value for each key'],
  ['a state of None', pickle(0x80, 2, 'NNb.'), 'an object to give a state, found None'],
  ['protocol 6', pickle(0x80, 6, 'N.'), 'protocol 5 at most, found 6'],
  ['an extension', pickle(0x80, 2, 0x82, 1, '.'), 'a name from a registry of extensions'],
  ['a buffer elsewhere', pickle(0x80, 5, 0x97, '.'), 'a buffer that was sent beside it'],
  ['a text operation', pickle(0x80, 2, 'I1\n.'), 'an operation of protocols 2 to 5, found byte 73 ("I")'],
])('readPickle(content) with %s is an error that says so', (_, content, message) => {
  expect(() => readPickle(content, 'x.pkl')).toThrow(DataError);
  expect(() => readPickle(content, 'x.pkl')).toThrow(message);
});

test('readPickle(content) reads numbers of every kind, and a list in itself', () => {
  const whole = pickle(0x80, 2, '(K', 1, 'M', 1, 2, 'J', 0xff, 0xff, 0xff, 0xff, 0x8a, 1, 0x80, 0x8a, 0, 0x88, 'Nt.');
  expect(readPickle(whole, 'x')).toEqual({ kind: 'sequence', items: [1, 513, -1, -128, 0, true, null] });
  const large = pickle(0x80, 2, 0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1, '.');
  expect(readPickle(large, 'x')).toBe(2n ** 64n);
  const loop = readPickle(pickle(0x80, 2, ']q', 0, 'h', 0, 'a.'), 'x');
  expect(loop).toMatchObject({ kind: 'sequence', items: [{ kind: 'sequence' }] });
  expect(() => readVectors(put('loop.pkl', pickle(0x80, 2, '}U', 1, 'a]q', 0, 'h', 0, 'as.')))).toThrow(DataError);
});

test('readVectors(pkl) of one array under many ids does not grow past the file', () => {
  // {'a': x, 'b': x, …} with x of 64 numbers, remembered: 8 bytes an id would become 512.
  const parts: (string | number)[] = [0x80, 2, '}', 'X', 1, 0, 0, 0, 'a', '('];
  for (let number = 0; number < 64; number++) parts.push('G?\xf0\0\0\0\0\0\0');
  parts.push('lq', 1, 's');
  for (let id = 0; id < 200; id++) parts.push('X', 3, 0, 0, 0, String(100 + id), 'h', 1, 's');
  expect(() => readVectors(put('bomb.pkl', pickle(...parts, '.')))).toThrow('the bytes of the file, found more');
});

test.each(['protocol5.pkl', 'stat_obj.pkl', 'tensors.pt', 'packed.npz', 'objects.npz'] as const)(
  'readVectors(%s) cut short is a DataError',
  name => {
    const whole = bytesOf(name);
    for (let size = 0; size < whole.length; size += 7) {
      expect(() => readVectors(put(`cut-${name}`, whole.subarray(0, size)))).toThrow(DataError);
    }
  },
);

test.each(['protocol2.pkl', 'views.pkl', 'stat_obj.pkl', 'tensors.pt', 'packed.npz', 'matrix.npz'] as const)(
  'readVectors(%s) with a byte changed is read or is a DataError',
  name => {
    const whole = bytesOf(name);
    for (let at = 0; at < whole.length; at += 11) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at]! + 1 + ((at * 7) % 250)) % 256;
      try {
        expect(readVectors(put(`changed-${name}`, changed)).vectors.rows).toBeLessThanOrEqual(3);
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
      }
    }
  },
);

test('readVectors(npz) that unpacks to other bytes than its checksum says is an error', () => {
  const damaged = bytesOf('vectors.npz');
  const place = damaged.indexOf(Buffer.from(Float32Array.of(-2.25).buffer));
  damaged[place] = 1;
  expect(() => readVectors(put('damaged.npz', damaged))).toThrow('with the checksum of the directory, found others');
});

/** A ZIP archive of one deflated entry under several names, all of which point to the same bytes. */
function overlapping(name: (number: number) => string, count: number, content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const header = (signature: number, length: number, entry: string): Buffer => {
    const bytes = Buffer.alloc(length);
    bytes.writeUInt32LE(signature);
    const fields = length === 46 ? 10 : 8;
    bytes.writeUInt16LE(8, fields);
    bytes.writeUInt32LE(crc32(content), fields + 6);
    bytes.writeUInt32LE(packed.length, fields + 10);
    bytes.writeUInt32LE(content.length, fields + 14);
    bytes.writeUInt16LE(entry.length, fields + 18);
    return Buffer.concat([bytes, Buffer.from(entry)]);
  };
  const local = Buffer.concat([header(0x04034b50, 30, name(0)), packed]);
  const directory = Buffer.concat(Array.from({ length: count }, (_, at) => header(0x02014b50, 46, name(at))));
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}

test('readVectors(npz) whose entries overlap, or unpack to more than embeddings can, is refused before it is unpacked', () => {
  expect(
    readVectors(
      put(
        'one.npz',
        overlapping(() => 'a.npy', 1, vectorFile(9)),
      ),
    ).vectors.columns,
  ).toBe(9);
  const noise = Buffer.from(Float32Array.from({ length: 1 << 14 }, (_, at) => Math.sin(at * at)).buffer);
  const many = overlapping(at => `${at}.npy`, 500, Buffer.concat([vectorFile(9), noise]));
  expect(() => readVectors(put('overlap.npz', many))).toThrow('entries that do not overlap');
  const bomb = overlapping(() => 'a.npy', 1, Buffer.alloc(1 << 22));
  expect(() => readVectors(put('bomb.npz', bomb))).toThrow('at most 200 times');
});

/** A .npy file of one vector of ones. */
function vectorFile(size: number): Buffer {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${size},), }`.padEnd(117);
  const start = Buffer.from('\x93NUMPY\x01\0\x76\0', 'latin1');
  return Buffer.concat([start, Buffer.from(`${header}\n`), Buffer.from(new Float32Array(size).fill(1).buffer)]);
}
