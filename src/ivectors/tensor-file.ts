import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { writePieces } from '../core/atomic-write';
import { DataError } from '../core/errors';
import { decodeSafetensors, encodeSafetensors, lengthOf, type StoredArray } from '../manifest/safetensors';
import { checkEntries, parseHeader } from '../manifest/safetensors-header';

/** Arrays by name, and words that go with them. */
export interface TensorFile {
  readonly metadata: Readonly<Record<string, string>>;
  /** @throws DataError where the file lacks it or has it in another precision */
  numbers(name: string): StoredArray<Float64Array>;
  floats(name: string): StoredArray<Float32Array>;
  integers(name: string): StoredArray<Int32Array>;
}

/** Writes a safetensors file whole or not at all. */
export function writeTensors(
  path: string,
  tensors: Readonly<Record<string, StoredArray>>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const pieces = encodeSafetensors(new Map(Object.entries(tensors)), metadata);
  writePieces(path, pieces, lengthOf(pieces));
}

/** Reads a safetensors file; what it must hold is checked where it is taken out. */
export function readTensors(path: string): TensorFile {
  const { tensors, metadata } = decodeSafetensors(readFileSync(path), path);
  const missing = (name: string, kind: string): DataError =>
    new DataError({ what: `file lacks the ${kind} '${name}'`, where: path, remedy: 'delete it and run again' });
  return {
    metadata,
    numbers(name) {
      const { shape = [], data } = tensors.get(name) ?? {};
      if (data instanceof Float64Array) return { shape, data };
      throw missing(name, 'double-precision tensor');
    },
    floats(name) {
      const { shape = [], data } = tensors.get(name) ?? {};
      if (data instanceof Float32Array) return { shape, data };
      throw missing(name, 'single-precision tensor');
    },
    integers(name) {
      const { shape = [], data } = tensors.get(name) ?? {};
      if (data instanceof Int32Array) return { shape, data };
      throw missing(name, 'integer tensor');
    },
  };
}

/** Bytes that are read at once: Node reads no more than 2 GB. */
const most = 2 ** 30;

/** What a file's header says. */
export interface TensorHeader {
  readonly metadata: Readonly<Record<string, string>>;
  /** Shapes of the double-precision tensors, by name. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/**
 * Reads double-precision tensors of any size into the arrays that `choose` gives for what the header says, by name, and returns the header; where it gives none, only
 * the header is read.
 * @throws DataError for a file that does not hold them all in that length
 */
export function fillNumbers(
  path: string,
  choose: (header: TensorHeader) => Readonly<Record<string, Float64Array>> | undefined,
): TensorHeader {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const beginning = Buffer.alloc(Math.min(size, 2 ** 20));
    readSync(file, beginning, 0, beginning.length, 0);
    const { entries, metadata, dataStart } = parseHeader(beginning, path);
    checkEntries(entries, size - dataStart, path);
    const doubles = new Map(entries.filter(({ type }) => type === 'F64').map(entry => [entry.name, entry]));
    const header = { metadata, shapes: new Map([...doubles].map(([name, { shape }]) => [name, shape])) };
    for (const [name, array] of Object.entries(choose(header) ?? {})) {
      const { begin = 0, end = 0 } = doubles.get(name) ?? {};
      const expected = `${array.length} double-precision numbers '${name}'`;
      if (end - begin !== array.byteLength) {
        throw new DataError({
          what: 'file holds other tensors',
          where: path,
          expected,
          found: String((end - begin) / 8),
          remedy: 'delete it and run again',
        });
      }
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let at = 0; at < bytes.length; ) {
        at += readSync(file, bytes, at, Math.min(bytes.length - at, most), dataStart + begin + at);
      }
    }
    return header;
  } finally {
    closeSync(file);
  }
}
