import { DataError } from '../core/errors';
import type { VectorSet } from '../core/vectors';

export interface KaldiMatrix extends VectorSet {
  readonly data: Float64Array;
}

/** What a file of one Kaldi object (not an archive) holds, read from front to back. Each call throws DataError where something else stands there. */
export interface KaldiObject {
  /** A word such as `<Plda>`. */
  token(expected: string): void;
  vector(what: string): Float64Array;
  matrix(what: string): KaldiMatrix;
  /** Nothing more may follow. */
  end(): void;
}

export function fault(path: string, expected: string, found: string): DataError {
  return new DataError({ what: 'cannot read Kaldi object', where: path, expected, found });
}

/** The numbers, if there are any and all of them can be calculated with. */
export function finite(path: string, what: string, numbers: Float64Array): Float64Array {
  if (numbers.length === 0 || !numbers.every(Number.isFinite)) {
    throw fault(path, `finite numbers in ${what}`, numbers.length === 0 ? 'none' : 'a word, NaN or infinity');
  }
  return numbers;
}
