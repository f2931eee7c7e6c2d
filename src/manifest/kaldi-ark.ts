import { openBeside } from '../core/atomic-write';
import { DataError } from '../core/errors';
import { type ByteStream, openBytes } from './byte-stream';
import { collectVectors, type NamedVectors } from './named-vectors';

/** Bytes of a binary vector before its numbers: `\0B`, `FV `, `\4`, the size in four bytes. */
const HEADER = 10;
const LONGEST_KEY = 4096;

/**
 * Reads a binary Kaldi archive of vectors, single or double precision; a matrix of one row is taken as a vector.
 * Format of kaldi src/matrix/kaldi-vector.cc and util/kaldi-holder-inl.h. Throws DataError with the key.
 */
export function readArk(path: string): NamedVectors {
  const stream = openBytes(path);
  const rows = collectVectors(path);
  try {
    while (stream.need(1)) {
      const start = stream.position();
      const key = readKey(stream);
      rows.push(key, readVector(stream, `${path} ${key}`));
      // As many rows as the file has room for, where all keys are about as long as the first.
      if (start === 0) rows.reserve(1 + Math.ceil((1.02 * stream.remaining()) / stream.position()));
    }
    return rows.taken();
  } finally {
    stream.close();
  }
}

/** Whether an archive is binary: after the first key and its space come `\0B`. */
export function isBinaryArk(path: string): boolean {
  const stream = openBytes(path);
  try {
    stream.need(LONGEST_KEY);
    const space = stream.buffer.subarray(0, stream.end).indexOf(0x20);
    return space > 0 && stream.buffer[space + 1] === 0 && stream.buffer[space + 2] === 0x42;
  } finally {
    stream.close();
  }
}

function readKey(stream: ByteStream): string {
  stream.need(LONGEST_KEY);
  const space = stream.buffer.subarray(stream.start, stream.end).indexOf(0x20);
  if (space <= 0) {
    throw new DataError({
      what: 'cannot read Kaldi archive',
      where: `${stream.path} byte ${stream.position()}`,
      expected: 'a key and a space',
      found: stream.need(1) ? 'other bytes' : 'the end of the file',
    });
  }
  const key = stream.buffer.toString('utf8', stream.start, stream.start + space);
  stream.start += space + 1;
  return key;
}

/** Reads one binary vector at the stream's place. `where` names it in errors. */
export function readVector(stream: ByteStream, where: string): Float32Array | Float64Array {
  if (!stream.need(HEADER)) throw cut(where, `${HEADER} bytes of header`);
  const { buffer, start } = stream;
  const kind = buffer.toString('latin1', start, start + 5);
  const matrix = kind === '\0BFM ' || kind === '\0BDM ';
  if (!matrix && kind !== '\0BFV ' && kind !== '\0BDV ') {
    throw new DataError({
      what: 'cannot read Kaldi archive',
      where,
      expected: 'a vector of floats (FV or DV, or a matrix FM or DM of one row)',
      found: JSON.stringify(kind),
      remedy: 'copy-vector or copy-matrix writes the plain forms.',
    });
  }
  const bytes = kind[2] === 'F' ? 4 : 8;
  let size = buffer.readInt32LE(start + 6);
  stream.start += HEADER;
  if (matrix) {
    if (!stream.need(5)) throw cut(where, 'the number of columns');
    const columns = stream.buffer.readInt32LE(stream.start + 1);
    if (size !== 1) {
      throw new DataError({
        what: 'archive holds matrices, not embeddings',
        where,
        expected: 'one row',
        found: `${size} × ${columns}`,
      });
    }
    size = columns;
    stream.start += 5;
  }
  if (size <= 0 || !stream.need(size * bytes)) throw cut(where, `${size} numbers of ${bytes} bytes`);
  const values = bytes === 4 ? new Float32Array(size) : new Float64Array(size);
  Buffer.from(values.buffer).set(stream.buffer.subarray(stream.start, stream.start + size * bytes));
  stream.start += size * bytes;
  return values;
}

function cut(where: string, expected: string): DataError {
  return new DataError({ what: 'Kaldi archive is cut short', where, expected, found: 'the end of the file' });
}

/** Writes a binary archive, whole or not at all; → where each vector begins, as an .scp says it. */
export function writeArk(path: string, { ids, vectors }: NamedVectors): Float64Array {
  const single = vectors.data instanceof Float32Array;
  const offsets = new Float64Array(ids.length);
  const file = openBeside(path);
  let position = 0;
  try {
    ids.forEach((id, row) => {
      if (id === '' || /\s/.test(id)) {
        throw new DataError({
          what: 'id cannot be a key of a Kaldi archive',
          where: path,
          expected: 'no blanks',
          found: `'${id}'`,
        });
      }
      const key = Buffer.from(`${id} \0B${single ? 'F' : 'D'}V \x04\0\0\0\0`);
      key.writeInt32LE(vectors.columns, key.length - 4);
      offsets[row] = position + key.length - HEADER;
      const values = vectors.data.subarray(row * vectors.columns, (row + 1) * vectors.columns);
      file.write(Buffer.concat([key, Buffer.from(values.buffer, values.byteOffset, values.byteLength)]));
      position += key.length + values.byteLength;
    });
    file.commit();
  } finally {
    file.discard();
  }
  return offsets;
}
