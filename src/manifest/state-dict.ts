import { DataError } from '../core/errors';
import { arrayOf } from './pickle/arrays';
import { entriesOf, isKind, nameOf, type Pickled } from './pickle/values';
import type { PythonArray } from './python-array';
import { type PythonFile, withPythonFile } from './python-file';
import type { StoredArray } from './safetensors';

/** Files that torch.save writes, by their usual ends. */
const endings = /\.(pt|pth|ckpt|bin|pkl)$/;

/** Whether a file is one of torch.save, by its name. */
export function isTorchFile(path: string): boolean {
  return endings.test(path);
}

/**
 * The tensors of a state dict that torch.save wrote, as single-precision values, those that are wanted; a checkpoint of a training may hold it under one of its
 * keys, and DistributedDataParallel's `module.` in front of each name is left out. Nothing in the file is run. Throws DataError.
 */
export function readStateDict(path: string, wanted: (name: string) => boolean): Map<string, StoredArray<Float32Array>> {
  return withPythonFile(path, file => {
    const found = tensorsOf(path, file);
    const parallel = [...found.keys()].every(name => name.startsWith('module.'));
    const tensors = new Map<string, StoredArray<Float32Array>>();
    let numbers = 0;
    for (const [name, array] of found) {
      const own = parallel ? name.slice('module.'.length) : name;
      if (!wanted(own)) continue;
      const data = Float32Array.from(array.floats(`${path} ${name}`));
      numbers += data.length;
      if (numbers > file.size)
        throw strange(path, `at most ${file.size} numbers, the bytes of the file`, `more, at ${name}`);
      tensors.set(own, { shape: array.shape, data });
    }
    return tensors;
  });
}

/** The dict of tensors that a file is, or the only one that it holds. */
function tensorsOf(path: string, file: PythonFile): Map<string, PythonArray> {
  const whole = floatsIn(path, file, file.value);
  if (whole.size > 0) return whole;
  const parts = (entriesOf(file.value) ?? []).flatMap(([key, value]) => {
    const tensors = floatsIn(path, file, value);
    return tensors.size > 0 ? [{ key: nameOf(key), tensors }] : [];
  });
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only.tensors;
  const found = parts.length === 0 ? nameOf(file.value) : parts.map(({ key }) => key).join(', ');
  throw strange(path, 'a state dict, or a checkpoint with one in it', found);
}

function floatsIn(path: string, { storages }: PythonFile, value: Pickled): Map<string, PythonArray> {
  const tensors = new Map<string, PythonArray>();
  for (const [key, entry] of entriesOf(value) ?? []) {
    // Lists of numbers are settings, not weights.
    const array =
      typeof key === 'string' && isKind(entry, 'made') ? arrayOf(entry, storages, `${path} ${key}`) : undefined;
    if (typeof key === 'string' && array?.holds === 'floats') tensors.set(key, array);
  }
  return tensors;
}

function strange(where: string, expected: string, found: string): DataError {
  return new DataError({ what: 'file holds no weights of a network', where, expected, found });
}
