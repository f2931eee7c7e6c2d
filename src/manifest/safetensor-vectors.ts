import { readFileSync } from 'node:fs';
import { DataError } from '../core/errors';
import { attempt } from './byte-stream';
import { collectVectors, type NamedVectors } from './named-vectors';
import { decodeSafetensors } from './safetensors';

/**
 * Reads embeddings kept as one tensor an id, [dimension] or with leading axes of 1, in the order of their names; what
 * `safetensors.torch.save_file({id: embedding, …})` writes of SpeechBrain's encode_batch. Throws DataError with the id.
 */
export function readSafetensorVectors(path: string): NamedVectors {
  const { tensors } = decodeSafetensors(
    attempt(path, () => readFileSync(path)),
    path,
  );
  const rows = collectVectors(path);
  for (const [id, { shape, data }] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const where = `${path} ${id}`;
    if (shape.length === 0 || shape.slice(0, -1).some(size => size !== 1)) {
      throw new DataError({
        what: 'tensor is not an embedding',
        where,
        expected: 'one vector an id: [dimension] or [1, dimension]',
        found: `[${shape.join(', ')}]`,
        remedy: 'A matrix of all embeddings is read as .npy, with the ids beside it.',
      });
    }
    if (!(data instanceof Float32Array) && !(data instanceof Float64Array)) {
      throw new DataError({
        what: 'tensor is not an embedding',
        where,
        expected: 'floating-point numbers',
        found: 'integers',
      });
    }
    rows.push(id, data);
  }
  return rows.taken();
}
