import { DataError } from '../../core/errors';

const modules: Readonly<Record<string, readonly string[]>> = {
  collections: ['OrderedDict'],
  builtins: ['dict', 'list', 'set', 'bytearray'],
  __builtin__: ['dict', 'list', 'set', 'bytearray'],
  _codecs: ['encode'],
  numpy: ['ndarray', 'dtype'],
  'numpy.core.multiarray': ['_reconstruct', 'scalar'],
  'numpy._core.multiarray': ['_reconstruct', 'scalar'],
  'numpy.core.numeric': ['_frombuffer'],
  'numpy._core.numeric': ['_frombuffer'],
  torch: [
    ...['Size', 'FloatStorage', 'DoubleStorage', 'HalfStorage', 'BFloat16Storage'],
    ...['LongStorage', 'IntStorage', 'ShortStorage', 'CharStorage', 'ByteStorage', 'BoolStorage'],
  ],
  'torch._utils': ['_rebuild_tensor_v2', '_rebuild_parameter'],
  'speechbrain.processing.PLDA_LDA': ['StatObject_SB'],
};

/**
 * The full name of a class or function that a pickle names, where svtk knows what it stands for; NumPy's modules have one name, whatever its version.
 * Throws DataError of any other: nothing of it is ever imported or called.
 */
export function allowedName(module: string, name: string, where: string): string {
  if (Object.hasOwn(modules, module) && modules[module]?.includes(name)) {
    return `${module.replace('numpy._core.', 'numpy.core.').replace('__builtin__', 'builtins')}.${name}`;
  }
  throw new DataError({
    what: 'pickle names code that svtk does not know; nothing of it was executed',
    where,
    expected: 'NumPy arrays, PyTorch tensors, dicts and lists of them, or SpeechBrain’s StatObject_SB',
    found: `${module}.${name}`.slice(0, 200),
    remedy: "In Python, where you trust the file: numpy.savez('x.npz', **{id: vector, …}).",
  });
}
