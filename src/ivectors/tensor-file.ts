import { readFileSync } from 'node:fs';
import { openBeside } from '../core/atomic-write';
import { DataError } from '../core/errors';
import { decodeSafetensors, encodeSafetensors, lengthOf, type StoredArray } from '../manifest/safetensors';

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
  const file = openBeside(path, lengthOf(pieces));
  try {
    for (const piece of pieces) file.write(piece);
    file.commit();
  } finally {
    file.discard();
  }
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
