import { DataError } from '../core/errors';
import type { NumpyLayout } from './numpy-array';

export const npyMagic = Buffer.from('\x93NUMPY', 'latin1');
/** NumPy refuses longer ones too unless told (numpy.lib.format). */
const longestHeader = 65536;

/** Where an array's header stands in the bytes that begin with it. Throws DataError where they do not. */
export function npyHeaderPlace(start: Uint8Array, path: string): { readonly from: number; readonly to: number } {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  if (bytes.length < 10 || !bytes.subarray(0, 6).equals(npyMagic))
    throw npyFault(path, 'a NumPy array', 'other first bytes');
  const version = bytes[6]!;
  if (version < 1 || version > 3 || bytes.length < 12)
    throw npyFault(path, 'format version 1, 2 or 3', String(version));
  const length = version > 1 ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
  const from = version > 1 ? 12 : 10;
  if (length > longestHeader)
    throw npyFault(path, `a header of at most ${longestHeader} bytes, and whole`, `one of ${length}`);
  return { from, to: from + length };
}

/** The layout that a header says: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 256), }`. */
export function parseNpyHeader(path: string, text: string): NumpyLayout {
  const type = /'descr'\s*:\s*'([^']{1,12})'/.exec(text)?.[1];
  if (type === undefined) throw npyFault(path, 'numbers or text of one type', 'no type');
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d, ]{0,64})\)/
    .exec(text)?.[1]
    ?.split(',')
    .filter(part => part.trim() !== '')
    .map(Number);
  if (order === undefined || shape === undefined || !shape.every(Number.isSafeInteger)) {
    throw npyFault(path, 'an order and a shape', text.trim().slice(0, 200));
  }
  return { type, shape, fortran: order === 'True' };
}

export function npyFault(path: string, expected: string, found: string): DataError {
  return new DataError({ what: 'cannot read NumPy array', where: path, expected, found });
}
