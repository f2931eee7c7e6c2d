import { endianness } from 'node:os';
import { writePieces } from '../core/atomic-write';
import type { VectorSet } from '../core/vectors';
import { type ByteStream, openBytes } from './byte-stream';
import { npyFault, npyHeaderPlace, npyMagic, parseNpyHeader } from './npy-header';

/** NumPy pads its headers to this (numpy.lib.format). */
const ALIGNMENT = 64;

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
      throw npyFault(path, `${size} bytes of ${rows} × ${columns} numbers`, `${stream.remaining()} bytes`);
    }
    const data = bytes === 4 ? new Float32Array(rows * columns) : new Float64Array(rows * columns);
    if (!stream.readInto(new Uint8Array(data.buffer))) throw npyFault(path, `${size} bytes`, 'the end of the file');
    return { rows, columns, data };
  } finally {
    stream.close();
  }
}

function readHeader(stream: ByteStream): NpyHeader {
  const { path } = stream;
  stream.need(12);
  const { from, to } = npyHeaderPlace(stream.buffer.subarray(stream.start, stream.end), path);
  if (!stream.need(to)) throw npyFault(path, `a header of ${to - from} bytes`, 'the end of the file');
  const text = stream.buffer.toString('latin1', stream.start + from, stream.start + to);
  stream.start += to;
  const { type, shape, fortran } = parseNpyHeader(path, text);
  if (type !== '<f4' && type !== '<f8') throw npyFault(path, 'numbers of type <f4 or <f8', type);
  if (fortran) throw npyFault(path, 'C order', 'Fortran order');
  if (shape.length === 0 || shape.length > 2) throw npyFault(path, 'one or two dimensions', `${shape.length}`);
  const [rows, columns] = shape.length === 1 ? [1, shape[0]!] : [shape[0]!, shape[1]!];
  return { bytes: type === '<f4' ? 4 : 8, rows, columns };
}

/** Writes a NumPy array of two dimensions in the precision it has, as numpy.save does; whole or not at all. */
export function writeNpy(path: string, { rows, columns, data }: VectorSet): void {
  if (endianness() !== 'LE') throw new Error('svtk writes NumPy arrays on little-endian machines only');
  const kind = data instanceof Float32Array ? '<f4' : '<f8';
  const dictionary = `{'descr': '${kind}', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const unpadded = npyMagic.length + 4 + dictionary.length + 1;
  const header = `${dictionary}${' '.repeat((ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT)}\n`;
  const start = Buffer.alloc(npyMagic.length + 4);
  npyMagic.copy(start);
  start[6] = 1;
  start.writeUInt16LE(header.length, 8);
  writePieces(path, [Buffer.concat([start, Buffer.from(header, 'latin1')]), data], data.byteLength);
}
