import { readTensors, writeTensors } from './tensor-file';
import { sharedNumbers, type TotalVariability } from './total-variability';

/** Writes the model in double precision, with words that go with it. */
export function writeModel(
  path: string,
  { size, dimension, weights, projections, precisions, offset }: TotalVariability,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const components = weights.length;
  writeTensors(
    path,
    {
      weights: { shape: [components], data: weights },
      projections: { shape: [components, dimension, size], data: projections },
      precisions: { shape: [components, dimension, dimension], data: precisions },
      offset: { shape: [1], data: Float64Array.of(offset) },
    },
    metadata,
  );
}

/** Reads it into memory that worker threads share. @throws DataError for a file without such a model */
export function readModel(path: string): TotalVariability & { readonly metadata: Readonly<Record<string, string>> } {
  const file = readTensors(path);
  const { shape, data } = file.numbers('projections');
  const [, dimension = 0, size = 0] = shape;
  return {
    size,
    dimension,
    weights: file.numbers('weights').data,
    projections: shared(data),
    precisions: shared(file.numbers('precisions').data),
    offset: file.numbers('offset').data[0] ?? 0,
    metadata: file.metadata,
  };
}

function shared(values: Float64Array): Float64Array {
  const copy = sharedNumbers(values.length);
  copy.set(values);
  return copy;
}
