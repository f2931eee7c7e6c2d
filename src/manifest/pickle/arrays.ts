import { DataError } from '../../core/errors';
import { numpyArray, objectArray } from '../numpy-array';
import { extentOf, type PythonArray } from '../python-array';
import { tensorOf } from './tensors';
import { isKind, itemsOf, type Made, nameOf, type Pickled } from './values';

/** The bytes of a storage of torch's that stands beside the pickle, by its key. Throws DataError where there is none. */
export type Storages = (key: string) => Uint8Array;

/**
 * The array that a value is: NumPy's, of whatever protocol and version, torch's, or a list of numbers or of texts; undefined where it is none.
 * Throws DataError where it says that it is one and is not.
 */
export function arrayOf(value: Pickled | undefined, storages: Storages, where: string): PythonArray | undefined {
  if (isKind(value, 'sequence')) return listArray(value.items);
  if (!isKind(value, 'made')) return undefined;
  switch (value.by) {
    case 'numpy.core.multiarray._reconstruct':
      return reconstructed(value, where);
    case 'numpy.core.numeric._frombuffer':
      return fromBuffer(value, where);
    case 'torch._utils._rebuild_tensor_v2':
      return tensorOf(value, storages, where);
    case 'torch._utils._rebuild_parameter':
      return arrayOf(value.given[0], storages, where);
    default:
      return undefined;
  }
}

/** Text, as a str or as NumPy's scalar of one; undefined of anything else. */
export function pickledText(value: Pickled | undefined, where: string): string | undefined {
  if (typeof value === 'string') return value;
  if (!isKind(value, 'made') || value.by !== 'numpy.core.multiarray.scalar') return undefined;
  const bytes = bytesOf(value.given[1]);
  const type = typeOf(value.given[0], where);
  if (bytes === undefined || !/^.[US]/.test(type)) return undefined;
  return numpyArray({ type, shape: [1], fortran: false }, bytes, where).texts(where)[0];
}

/** ndarray.__reduce__: an empty array, whose state is (version, shape, type, whether in Fortran order, values). */
function reconstructed({ state }: Made, where: string): PythonArray {
  const [, shape, type, fortran, values] = itemsOf(state);
  const sizes = shapeOf(shape, where);
  const name = typeOf(type, where);
  if (isKind(values, 'sequence') && name === '|O') {
    if (values.items.length !== extentOf(sizes))
      throw broken(where, `${extentOf(sizes)} objects`, `${values.items.length}`);
    return objectArray(
      sizes,
      values.items.map(item => pickledText(item, where) ?? item),
    );
  }
  const bytes = bytesOf(values);
  if (bytes === undefined) throw broken(where, 'the values as bytes', nameOf(values));
  return numpyArray({ type: name, shape: sizes, fortran: fortran === true || fortran === 1 }, bytes, where);
}

/** numpy.core.numeric._frombuffer(values, type, shape, order), of protocol 5. */
function fromBuffer({ given }: Made, where: string): PythonArray {
  const bytes = bytesOf(given[0]);
  if (bytes === undefined) throw broken(where, 'the values as bytes', nameOf(given[0]));
  return numpyArray(
    { type: typeOf(given[1], where), shape: shapeOf(given[2], where), fortran: given[3] === 'F' },
    bytes,
    where,
  );
}

/** numpy.dtype(name, …), whose state is (version, byte order, …). */
function typeOf(value: Pickled | undefined, where: string): string {
  const name = isKind(value, 'made') && value.by === 'numpy.dtype' ? plainText(value.given[0]) : undefined;
  if (name === undefined) throw broken(where, 'numpy.dtype', nameOf(value));
  const order = isKind(value, 'made') ? plainText(itemsOf(value.state)[1]) : undefined;
  if (name.startsWith('O')) return '|O';
  return `${order === '>' || order === '|' ? order : '<'}${name}`;
}

/** Python 2 wrote names as bytes. */
function plainText(value: Pickled | undefined): string | undefined {
  if (isKind(value, 'bytes')) return Buffer.from(value.bytes).toString('latin1');
  return typeof value === 'string' ? value : undefined;
}

function shapeOf(value: Pickled | undefined, where: string): number[] {
  const sizes = itemsOf(value).filter(size => typeof size === 'number');
  if (!isKind(value, 'sequence') || sizes.length !== value.items.length || sizes.length > 32) {
    throw broken(where, 'a shape', nameOf(value));
  }
  return sizes;
}

/** Bytes as they are, or as protocol 2 of Python 3 writes them: _codecs.encode(text, 'latin1'); bytearrays are made of either. */
function bytesOf(value: Pickled | undefined): Uint8Array | undefined {
  if (isKind(value, 'bytes')) return value.bytes;
  if (!isKind(value, 'made')) return undefined;
  if (value.by === '_codecs.encode' && typeof value.given[0] === 'string') return Buffer.from(value.given[0], 'latin1');
  return value.by === 'builtins.bytearray' ? bytesOf(value.given[0]) : undefined;
}

function listArray(items: readonly Pickled[]): PythonArray | undefined {
  if (items.length === 0) return undefined;
  const numbers = items.filter(item => typeof item === 'number');
  if (numbers.length === 0) return objectArray([items.length], items);
  if (numbers.length < items.length) return undefined;
  return {
    shape: [items.length],
    type: 'list of numbers',
    holds: 'floats',
    floats: () => Float64Array.from(numbers),
    texts: where => {
      throw broken(where, 'text', 'numbers');
    },
  };
}

function broken(where: string, expected: string, found: string): DataError {
  return new DataError({ what: 'cannot read pickled array', where, expected, found });
}
