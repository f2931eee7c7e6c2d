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

/**
 * Reads double-precision tensors into arrays of their length that are there already, of any size; where `fits` refuses the file's metadata, reads nothing and
 * returns undefined.
 * @throws DataError for a file that does not hold them all
 */
export function fillNumbers(
  path: string,
  arrays: Readonly<Record<string, Float64Array>>,
  fits: (metadata: Readonly<Record<string, string>>) => boolean,
): Readonly<Record<string, string>> | undefined {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const beginning = Buffer.alloc(Math.min(size, 2 ** 20));
    readSync(file, beginning, 0, beginning.length, 0);
    const { entries, metadata, dataStart } = parseHeader(beginning, path);
    checkEntries(entries, size - dataStart, path);
    if (!fits(metadata)) return undefined;
    for (const [name, array] of Object.entries(arrays)) {
      const entry = entries.find(one => one.name === name && one.type === 'F64');
      const found = entry === undefined ? 0 : (entry.end - entry.begin) / 8;
      if (entry === undefined || found !== array.length) {
        const expected = `${array.length} double-precision numbers '${name}'`;
        throw new DataError({ what: 'file holds other tensors', where: path, expected, found: String(found) });
      }
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let at = 0; at < bytes.length; ) {
        at += readSync(file, bytes, at, Math.min(bytes.length - at, most), dataStart + entry.begin + at);
      }
    }
    return metadata;
  } finally {
    closeSync(file);
  }
}
