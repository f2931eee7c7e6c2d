import { fillNumbers, writeTensors } from './tensor-file';
import { sharedNumbers, type TotalVariability } from './total-variability';

const none: Float64Array = new Float64Array();

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

/** Reads it straight into memory that worker threads share. @throws DataError for a file without such a model */
export function readModel(path: string): TotalVariability & { readonly metadata: Readonly<Record<string, string>> } {
  const made = { weights: none, projections: none, precisions: none, offset: none };
  const { metadata, shapes } = fillNumbers(path, header => {
    const length = (name: string): number =>
      (header.shapes.get(name) ?? []).reduce((product, size) => product * size, 1);
    made.weights = new Float64Array(length('weights'));
    made.projections = sharedNumbers(length('projections'));
    made.precisions = sharedNumbers(length('precisions'));
    made.offset = new Float64Array(1);
    return made;
  });
  const [, dimension = 0, size = 0] = shapes.get('projections') ?? [];
  const { weights, projections, precisions, offset } = made;
  return { size, dimension, weights, projections, precisions, offset: offset[0] ?? 0, metadata };
}
