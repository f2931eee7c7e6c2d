import { endianness } from 'node:os';
import { openBeside } from '../core/atomic-write';
import { DataError } from '../core/errors';
import type { VectorSet } from '../core/vectors';
import { type ByteStream, openBytes } from './byte-stream';

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** NumPy pads its headers to this; longer ones than 64 KiB it refuses too unless told (numpy.lib.format). */
const ALIGNMENT = 64;
const LONGEST_HEADER = 65536;

interface NpyHeader {
  readonly bytes: 4 | 8;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Reads a NumPy array of 4- or 8-byte floats, little endian, C order, one or two dimensions; one dimension is one row.
 * NumPy Enhancement Proposal 1, format versions 1 to 3. Throws DataError where the file is another array or its length
 * is not what its header says.
 */
export function readNpy(path: string): VectorSet {
  const stream = openBytes(path);
  try {
    const { bytes, rows, columns } = readHeader(stream);
    const size = rows * columns * bytes;
    // The file's own length bounds the memory, not its header.
    if (stream.remaining() !== size) {
      throw fault(path, `${size} bytes of ${rows} × ${columns} numbers`, `${stream.remaining()} bytes`);
    }
    const data = bytes === 4 ? new Float32Array(rows * columns) : new Float64Array(rows * columns);
    if (!stream.readInto(new Uint8Array(data.buffer))) throw fault(path, `${size} bytes`, 'the end of the file');
    return { rows, columns, data };
  } finally {
    stream.close();
  }
}

function readHeader(stream: ByteStream): NpyHeader {
  const { path } = stream;
  if (!stream.need(10) || !stream.buffer.subarray(stream.start, stream.start + 6).equals(MAGIC)) {
    throw fault(path, 'a NumPy array', 'other first bytes');
  }
  const version = stream.buffer[stream.start + 6]!;
  const wide = version > 1;
  if (version < 1 || version > 3 || !stream.need(12)) throw fault(path, 'format version 1, 2 or 3', String(version));
  const at = stream.start + 8;
  const length = wide ? stream.buffer.readUInt32LE(at) : stream.buffer.readUInt16LE(at);
  const first = wide ? 12 : 10;
  if (length > LONGEST_HEADER || !stream.need(first + length)) {
    throw fault(path, `a header of at most ${LONGEST_HEADER} bytes, and whole`, `one of ${length}`);
  }
  const text = stream.buffer.toString('latin1', stream.start + first, stream.start + first + length);
  stream.start += first + length;
  return parseHeader(path, text);
}

function parseHeader(path: string, text: string): NpyHeader {
  const kind = /'descr'\s*:\s*'([^']{1,8})'/.exec(text)?.[1];
  if (kind !== '<f4' && kind !== '<f8') throw fault(path, 'numbers of type <f4 or <f8', kind ?? 'no type');
  if (!/'fortran_order'\s*:\s*False/.test(text)) throw fault(path, 'C order', 'Fortran order');
  const sizes = /'shape'\s*:\s*\(([\d, ]{1,64})\)/
    .exec(text)?.[1]
    ?.split(',')
    .filter(part => part.trim() !== '')
    .map(Number);
  if (sizes === undefined || sizes.length === 0 || sizes.length > 2 || !sizes.every(Number.isSafeInteger)) {
    throw fault(path, 'one or two dimensions', sizes === undefined ? 'no shape' : `${sizes.length}`);
  }
  const [rows, columns] = sizes.length === 1 ? [1, sizes[0]!] : [sizes[0]!, sizes[1]!];
  return { bytes: kind === '<f4' ? 4 : 8, rows, columns };
}

function fault(path: string, expected: string, found: string): DataError {
  return new DataError({ what: 'cannot read NumPy array', where: path, expected, found });
}

/** Writes a NumPy array of two dimensions in the precision it has, as numpy.save does; whole or not at all. */
export function writeNpy(path: string, { rows, columns, data }: VectorSet): void {
  if (endianness() !== 'LE') throw new Error('svtk writes NumPy arrays on little-endian machines only');
  const kind = data instanceof Float32Array ? '<f4' : '<f8';
  const dictionary = `{'descr': '${kind}', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const unpadded = MAGIC.length + 4 + dictionary.length + 1;
  const header = `${dictionary}${' '.repeat((ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT)}\n`;
  const start = Buffer.alloc(MAGIC.length + 4);
  MAGIC.copy(start);
  start[6] = 1;
  start.writeUInt16LE(header.length, 8);
  const file = openBeside(path, data.byteLength);
  try {
    file.write(Buffer.concat([start, Buffer.from(header, 'latin1')]));
    file.write(data);
    file.commit();
  } finally {
    file.discard();
  }
}
