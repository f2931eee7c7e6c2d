import { readFileSync, statSync } from 'node:fs';
import { writeAtomically } from '../core/atomic-write';
import { DataError } from '../core/errors';
import type { VectorSet } from '../core/vectors';
import { attempt } from './byte-stream';
import { binaryObject } from './kaldi-binary-object';
import { fault, type KaldiObject } from './kaldi-object';
import { textObject } from './kaldi-text-object';

/** A PLDA of 10,000 dimensions is 800 MB; whatever is larger was named by mistake. */
const MOST_BYTES = 2 ** 30;

/**
 * Opens a file as Kaldi's programs write their models: binary, which begins with `\0B`, or text. Single and double precision are taken.
 * Format of kaldi src/base/io-funcs.cc, src/matrix/kaldi-vector.cc and kaldi-matrix.cc.
 */
export function openKaldiObject(path: string): KaldiObject {
  const size = attempt(path, () => statSync(path)).size;
  if (size > MOST_BYTES) throw fault(path, `at most ${MOST_BYTES} bytes`, `${size}`);
  const bytes = attempt(path, () => readFileSync(path));
  if (bytes.subarray(0, 4).equals(Buffer.from('\x89HDF', 'latin1'))) {
    throw new DataError({
      what: 'HDF5, not a Kaldi object',
      where: path,
      expected: 'what ivector-compute-plda, ivector-compute-lda or ivector-mean wrote',
      found: 'HDF5, as wespeaker saves its PLDA',
      remedy:
        'Train here, with --train-embeddings and --utt2spk; or write mean, transform and psi as Kaldi’s text: <Plda> [ … ] [ … ] [ … ] </Plda>.',
    });
  }
  return bytes[0] === 0 && bytes[1] === 0x42
    ? binaryObject(path, bytes.subarray(2))
    : textObject(path, bytes.toString('latin1'));
}

/** What Kaldi's programs read as one object: words, vectors and matrices in that order, binary, in double precision. */
export function writeKaldiObject(path: string, parts: readonly (string | Float64Array | VectorSet)[]): void {
  writeAtomically(path, Buffer.concat([Buffer.from('\0B'), ...parts.map(partBytes)]));
}

function partBytes(part: string | Float64Array | VectorSet): Buffer {
  if (typeof part === 'string') return Buffer.from(`${part} `);
  const numbers = part instanceof Float64Array ? part : Float64Array.from(part.data);
  const head = Buffer.from(part instanceof Float64Array ? 'DV ' : 'DM ');
  const sizes = part instanceof Float64Array ? [part.length] : [part.rows, part.columns];
  const bytes = Buffer.alloc(5 * sizes.length, 4);
  sizes.forEach((size, place) => {
    bytes.writeInt32LE(size, 5 * place + 1);
  });
  return Buffer.concat([head, bytes, Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength)]);
}
