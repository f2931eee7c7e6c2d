import { readFileSync } from 'node:fs';
import { writePieces } from '../core/atomic-write';
import { randomOf } from '../core/random';
import { tf } from '../engine/tf';
import type { Parameter } from '../layers/parameter';
import { decodeSafetensors, encodeSafetensors, floatTensors, lengthOf } from '../manifest/safetensors';

/** Values of parameters outside the device, as checkpoints hold them. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type StoredWeights = ReadonlyMap<string, StoredTensor>;

/** Start values: each parameter draws from a stream of its own, so that a layer added elsewhere changes no other. */
export function initialWeights(parameters: readonly Parameter[], seed: number): StoredWeights {
  return new Map(
    parameters.map(parameter => {
      const data = parameter.init(randomOf(seed, 'weights', parameter.name));
      return [parameter.name, { shape: parameter.shape, data }];
    }),
  );
}

/** Copies to the device; the caller disposes. The array is copied, since TensorFlow may share its memory. */
export function toDevice({ shape, data }: StoredTensor): tf.Tensor {
  return tf.tensor(data.slice(), [...shape], 'float32');
}

/** Copies from the device. */
export function fromDevice(tensor: tf.Tensor): StoredTensor {
  return { shape: tensor.shape, data: Float32Array.from(tensor.dataSync()) };
}

/** Writes weights as safetensors, with free text by key; whole or not at all. */
export function saveWeights(
  path: string,
  weights: StoredWeights,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const pieces = encodeSafetensors(weights, metadata);
  writePieces(path, pieces, lengthOf(pieces));
}

/** Reads a network. Throws DataError for a broken file or values that are not single precision. */
export function loadWeights(path: string): StoredWeights {
  return floatTensors(decodeSafetensors(readFileSync(path), path), path);
}
