import { DataError } from '../core/errors';

/** An array in a file of Python's; what it holds is decoded when it is asked for. */
export interface PythonArray {
  readonly shape: readonly number[];
  /** As its owner calls it: `<f4`, `|O`, `torch.HalfStorage`. */
  readonly type: string;
  readonly holds: 'floats' | 'texts' | 'others';
  /** Row-major; half precision becomes single. Throws DataError where it holds no floating-point numbers. */
  floats(where: string): Float32Array | Float64Array;
  /** Throws DataError where it holds no text. */
  texts(where: string): string[];
}

/** Numbers of an array. */
export function extentOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** An array that holds no floating-point numbers, or no text, was asked for them. */
export function otherKind(
  where: string,
  expected: 'floating-point numbers' | 'text',
  { type }: { readonly type: string },
): DataError {
  return new DataError({
    what: 'array is not an embedding or its id',
    where,
    expected,
    found: `numbers or objects of type ${type}`,
  });
}
