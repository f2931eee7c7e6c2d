import { DataError } from '../core/errors';
import { vectorsOfArrays } from './array-vectors';
import type { NamedVectors } from './named-vectors';
import { arrayOf, pickledText } from './pickle/arrays';
import { entriesOf, isKind, nameOf, type Pickled } from './pickle/values';
import type { PythonArray } from './python-array';
import { type PythonFile, withPythonFile } from './python-file';

/**
 * Embeddings of a pickle or of torch.save: a dict id → NumPy array, tensor or list of numbers; a dict of one matrix and the ids of its rows; or SpeechBrain's
 * StatObject_SB (speechbrain/processing/PLDA_LDA.py), whose rows stat1 are of segset. Nothing in the file is run. Throws DataError.
 */
export function readPickledVectors(path: string): NamedVectors {
  return withPythonFile(path, file => {
    const values = namedValues(path, file.value);
    return vectorsOfArrays(path, arraysOf(path, values, file), { size: file.size, count: values.length });
  });
}

type NamedValues = readonly (readonly [Pickled, Pickled])[];

function* arraysOf(path: string, values: NamedValues, file: PythonFile): Generator<[string, PythonArray]> {
  for (const [key, value] of values) {
    const id = pickledText(key, path);
    if (id === undefined) throw strange(path, 'ids that are text', nameOf(key));
    const array = arrayOf(value, file.storages, `${path} ${id}`);
    if (array === undefined)
      throw strange(`${path} ${id}`, 'an array of NumPy, a tensor, or a list of numbers', nameOf(value));
    yield [id, array];
  }
}

function namedValues(path: string, value: Pickled): NamedValues {
  const entries = entriesOf(value);
  if (entries !== undefined) return entries;
  if (isKind(value, 'made') && value.by === 'speechbrain.processing.PLDA_LDA.StatObject_SB') {
    const parts = entriesOf(value.state) ?? [];
    return parts.filter(([name]) => name === 'segset' || name === 'stat1');
  }
  throw strange(path, 'a dict id → vector, or SpeechBrain’s StatObject_SB', nameOf(value));
}

function strange(where: string, expected: string, found: string): DataError {
  return new DataError({ what: 'pickle holds no embeddings', where, expected, found });
}
