import fc from 'fast-check';
import { DataError } from '../../src/core/errors';
import { decodeSafetensors, encodeSafetensors, type StoredArray } from '../../src/manifest/safetensors';
import reference from '../references/safetensors.json';

const fileOf = (name: keyof typeof reference.files): Buffer => Buffer.from(reference.files[name], 'base64');

/** The reference's tensors as svtk holds them. */
function expected(): Map<string, StoredArray> {
  return new Map(
    Object.entries(reference.tensors).map(([name, { type, shape, values }]): [string, StoredArray] => {
      const numbers = values.map(Number);
      switch (type) {
        case 'float32':
          return [name, { shape, data: Float32Array.from(numbers) }];
        case 'float64':
          return [name, { shape, data: Float64Array.from(numbers) }];
        case 'int32':
          return [name, { shape, data: Int32Array.from(numbers) }];
        case 'int64':
          return [name, { shape, data: BigInt64Array.from(values.map(BigInt)) }];
        default:
          return [name, { shape, data: Uint8Array.from(numbers) }];
      }
    }),
  );
}

const file = (header: object | string, data: Uint8Array = Buffer.alloc(0), length?: bigint): Buffer => {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(length ?? BigInt(text.length));
  return Buffer.concat([start, text, data]);
};

describe('decodeSafetensors(bytes)', () => {
  test('reads what the Python package wrote, value for value', () => {
    const { tensors, metadata } = decodeSafetensors(fileOf('mixed'), 'mixed');
    expect(new Map([...tensors].sort())).toEqual(new Map([...expected()].sort()));
    expect({ ...metadata }).toEqual(reference.metadata);
  });

  test('reads BF16 and F16 as single precision', () => {
    const bfloat = decodeSafetensors(fileOf('bfloat16'), 'bfloat16').tensors.get('b');
    expect([...(bfloat?.data ?? [])]).toEqual(reference.bfloat16.map(Number));
    const half = decodeSafetensors(fileOf('half'), 'half').tensors.get('h');
    expect([...(half?.data ?? [])]).toEqual([1.5, -2.25, 2 ** -24, 65504, Number.POSITIVE_INFINITY, -0]);
  });

  test('reads from any offset in memory', () => {
    for (let shift = 0; shift < 8; shift++) {
      const shifted = Buffer.concat([Buffer.alloc(shift), fileOf('mixed')]).subarray(shift);
      expect(decodeSafetensors(shifted, 'x').tensors.get('mean')).toEqual(expected().get('mean'));
    }
  });

  const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  test.each([
    ['an empty file', Buffer.alloc(0)],
    ['a length beyond the file', file('{}', Buffer.alloc(0), 1n << 60n)],
    ['a length that is negative as signed', file('{}', Buffer.alloc(0), (1n << 64n) - 1n)],
    ['no JSON', file('{"a":')],
    ['broken UTF-8', file('{"\xff":1}'.replace('\xff', '')).fill(0xff, 10, 11)],
    ['a list', file('[]')],
    ['an unknown type', file({ a: { ...entry, dtype: 'Q4' } }, Buffer.alloc(8))],
    ['a type that every object has', file({ a: { ...entry, dtype: 'constructor' } }, Buffer.alloc(8))],
    ['a negative size', file({ a: { ...entry, shape: [-2] } }, Buffer.alloc(8))],
    ['a size that is no integer', file({ a: { ...entry, shape: [1.5] } }, Buffer.alloc(8))],
    ['a product that overflows', file({ a: { ...entry, shape: [2 ** 40, 2 ** 40] } }, Buffer.alloc(8))],
    ['bytes that do not fit the shape', file({ a: { ...entry, shape: [3] } }, Buffer.alloc(8))],
    ['an end beyond the data', file({ a: { ...entry, data_offsets: [0, 16], shape: [4] } }, Buffer.alloc(8))],
    ['an end before the begin', file({ a: { ...entry, data_offsets: [8, 0] } }, Buffer.alloc(8))],
    ['a gap', file({ a: { ...entry, data_offsets: [4, 12] } }, Buffer.alloc(12))],
    ['an overlap', file({ a: entry, b: { ...entry, data_offsets: [4, 12] } }, Buffer.alloc(12))],
    ['data after the last tensor', file({ a: entry }, Buffer.alloc(9))],
    ['metadata that is no text', file({ __metadata__: { a: 1 } })],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeSafetensors(bytes, 'x.safetensors')).toThrow(DataError);
  });

  test('keeps a tensor named __proto__ as a name', () => {
    const bytes = file(`{"__proto__":${JSON.stringify(entry)}}`, Buffer.alloc(8));
    expect([...decodeSafetensors(bytes, 'x').tensors.keys()]).toEqual(['__proto__']);
    expect('dtype' in {}).toBe(false);
  });

  test('of a file with flipped bytes throws DataError or reads a file of the same layout', () => {
    const original = fileOf('mixed');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: original.length * 8 - 1 }), bit => {
        const bytes = Buffer.from(original);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        try {
          decodeSafetensors(bytes, 'x');
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});

describe('encodeSafetensors(tensors)', () => {
  test('gives the bytes of the Python package', () => {
    expect(Buffer.concat(encodeSafetensors(expected()))).toEqual(fileOf('no metadata'));
  });

  test('refuses a shape that does not fit', () => {
    const wrong = new Map([['a', { shape: [3], data: new Float32Array(2) }]]);
    expect(() => encodeSafetensors(wrong)).toThrow('a: 2 values for shape [3]');
  });
});
