import { DataError } from '../core/errors';
import { fromFloat16 } from './half-floats';
import type { Pickled } from './pickle/values';
import { extentOf, otherKind, type PythonArray } from './python-array';

/** What NumPy says of an array, in a file of its own or in a pickle. */
export interface NumpyLayout {
  /** Byte order, kind and size: `<f4`, `|O`, `<U20`. */
  readonly type: string;
  readonly shape: readonly number[];
  readonly fortran: boolean;
}

/** An array of NumPy's whose values are bytes. Throws DataError where they are not as many as the shape and type say. */
export function numpyArray(layout: NumpyLayout, bytes: Uint8Array, where: string): PythonArray {
  const { type, shape } = layout;
  const width = widthOf(type);
  if (width === undefined || !shape.every(size => Number.isSafeInteger(size) && size >= 0)) {
    throw new DataError({
      what: 'cannot read NumPy array',
      where,
      expected: 'a type of NumPy and a shape',
      found: `${type} [${shape}]`,
    });
  }
  if (extentOf(shape) * width !== bytes.length) {
    throw new DataError({
      what: 'cannot read NumPy array',
      where,
      expected: `${extentOf(shape) * width} bytes of ${shape.join(' × ')} values of type ${type}`,
      found: `${bytes.length} bytes`,
    });
  }
  const holds = floatType.test(type) ? 'floats' : textType.test(type) ? 'texts' : 'others';
  return {
    shape,
    type,
    holds,
    floats(place) {
      if (holds !== 'floats') throw otherKind(place, 'floating-point numbers', layout);
      return ordered(layout, floatsOf(type, bytes));
    },
    texts(place) {
      if (holds !== 'texts') throw otherKind(place, 'text', layout);
      return Array.from({ length: extentOf(shape) }, (_, at) =>
        textOf(type, bytes.subarray(at * width, (at + 1) * width)),
      );
    },
  };
}

/** An array of objects; those that are text are ids. */
export function objectArray(shape: readonly number[], items: readonly Pickled[]): PythonArray {
  const layout = { type: '|O', shape };
  const texts = items.filter(item => typeof item === 'string');
  return {
    ...layout,
    holds: texts.length === items.length ? 'texts' : 'others',
    floats: where => {
      throw otherKind(where, 'floating-point numbers', layout);
    },
    texts(where) {
      if (texts.length !== items.length) throw otherKind(where, 'text', layout);
      return texts;
    },
  };
}

const floatType = /^[<>=|]f[248]$/;
const textType = /^[<>=|][US]\d+$/;

/** Bytes of one value; undefined of what is no plain type. */
function widthOf(type: string): number | undefined {
  const [, kind, size] = /^[<>=|]([a-zA-Z])(\d{1,9})$/.exec(type) ?? [];
  if (kind === undefined || size === undefined) return type === '|b1' ? 1 : undefined;
  // Text of no characters takes no bytes: any number of them would fit a file.
  if (Number(size) === 0) return undefined;
  return kind === 'U' ? 4 * Number(size) : Number(size);
}

function floatsOf(type: string, bytes: Uint8Array): Float32Array | Float64Array {
  // A copy: a view of a file can begin anywhere, a typed array only at a multiple of its width.
  const copy = Buffer.from(new Uint8Array(bytes).buffer);
  const width = Number(type[2]);
  if (type[0] === '>') {
    if (width === 2) copy.swap16();
    else if (width === 4) copy.swap32();
    else copy.swap64();
  }
  if (width === 8) return new Float64Array(copy.buffer);
  return width === 4 ? new Float32Array(copy.buffer) : fromFloat16(new Uint16Array(copy.buffer));
}

function ordered({ shape, fortran }: NumpyLayout, data: Float32Array | Float64Array): Float32Array | Float64Array {
  const long = shape.filter(size => size > 1);
  if (!fortran || long.length < 2) return data;
  const [rows, columns] = [long[0] ?? 1, extentOf(long.slice(1))];
  if (long.length > 2)
    throw new DataError({
      what: 'cannot read NumPy array',
      expected: 'two dimensions in Fortran order',
      found: `${long.length}`,
    });
  const turned = data instanceof Float32Array ? new Float32Array(data.length) : new Float64Array(data.length);
  for (let at = 0; at < data.length; at++) turned[(at % rows) * columns + Math.floor(at / rows)] = data[at]!;
  return turned;
}

/** Text of fixed width, padded with zeros: four bytes a character (U), or one (S). */
function textOf(type: string, bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type[1] === 'S') return buffer.toString('utf8').replace(/\0+$/, '');
  const points = Array.from({ length: bytes.length / 4 }, (_, at) =>
    type[0] === '>' ? buffer.readUInt32BE(4 * at) : buffer.readUInt32LE(4 * at),
  );
  return points
    .filter(point => point !== 0)
    .map(point => (point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point)))
    .join('');
}
