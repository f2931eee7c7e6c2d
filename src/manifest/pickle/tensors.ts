import { DataError } from '../../core/errors';
import { fromBfloat16, fromFloat16 } from '../half-floats';
import { extentOf, otherKind, type PythonArray } from '../python-array';
import type { Storages } from './arrays';
import { isKind, itemsOf, type Made, nameOf } from './values';

/** Bytes of a value in each of torch's storages. */
const widths: Readonly<Record<string, number>> = {
  'torch.DoubleStorage': 8,
  'torch.FloatStorage': 4,
  'torch.HalfStorage': 2,
  'torch.BFloat16Storage': 2,
  'torch.LongStorage': 8,
  'torch.IntStorage': 4,
  'torch.ShortStorage': 2,
  'torch.CharStorage': 1,
  'torch.ByteStorage': 1,
  'torch.BoolStorage': 1,
};

/**
 * The tensor of torch._utils._rebuild_tensor_v2(storage, offset, size, stride, …) (pytorch torch/_utils.py): a view of a storage, which is named by
 * ('storage', class, key, device, number of values) and lies beside the pickle. Throws DataError where it reaches over its storage's end.
 */
export function tensorOf({ given }: Made, storages: Storages, where: string): PythonArray {
  const [storage, offset, size, stride] = given;
  const [kind, type, key, , count] = isKind(storage, 'persistent') ? itemsOf(storage.id) : [];
  const shape = itemsOf(size).filter(isCount);
  const strides = itemsOf(stride).filter(isCount);
  const name = isKind(type, 'named') ? type.name : nameOf(type);
  const width = Object.hasOwn(widths, name) ? widths[name] : undefined;
  const whole = kind === 'storage' && typeof key === 'string' && isCount(count) && isCount(offset);
  if (
    !whole ||
    width === undefined ||
    shape.length !== itemsOf(size).length ||
    strides.length !== shape.length ||
    shape.length !== itemsOf(stride).length
  ) {
    throw broken(
      where,
      'a storage of torch with offset, size and stride',
      `${name}, ${nameOf(size)}, ${nameOf(stride)}`,
    );
  }
  const length = extentOf(shape);
  const last = shape.reduce((sum, extent, axis) => sum + (extent - 1) * (strides[axis] ?? 0), offset);
  // An expanded tensor has more values than its storage: a file of a few bytes could ask for all memory.
  if (length > count || (length > 0 && last >= count)) {
    throw broken(
      where,
      `a tensor within its storage of ${count} values`,
      `[${shape}] with strides [${strides}] from ${offset}`,
    );
  }
  const holds = ['torch.DoubleStorage', 'torch.FloatStorage', 'torch.HalfStorage', 'torch.BFloat16Storage'].includes(
    name,
  )
    ? 'floats'
    : 'others';
  return {
    shape,
    type: name,
    holds,
    floats(place) {
      if (holds !== 'floats') throw otherKind(place, 'floating-point numbers', { type: name });
      const bytes = storages(key);
      if (bytes.length !== count * width) throw broken(place, `a storage of ${count * width} bytes`, `${bytes.length}`);
      return viewed(valuesOf(name, bytes, offset, last + 1), shape, strides);
    },
    texts(place) {
      throw otherKind(place, 'text', { type: name });
    },
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** The storage's values from one to before another, in memory of their own. */
function valuesOf(type: string, bytes: Uint8Array, from: number, to: number): Float32Array | Float64Array {
  const width = widths[type] ?? 1;
  const copy = new Uint8Array(bytes.subarray(from * width, Math.max(from, to) * width)).buffer;
  if (type === 'torch.DoubleStorage') return new Float64Array(copy);
  if (type === 'torch.FloatStorage') return new Float32Array(copy);
  return type === 'torch.HalfStorage' ? fromFloat16(new Uint16Array(copy)) : fromBfloat16(new Uint16Array(copy));
}

/** What a view shows, row-major; the values themselves where they lie so. */
function viewed(
  values: Float32Array | Float64Array,
  shape: readonly number[],
  strides: readonly number[],
): Float32Array | Float64Array {
  let expected = 1;
  const plain = [...shape.keys()].reverse().every(axis => {
    const fits = shape[axis] === 1 || strides[axis] === expected;
    expected *= shape[axis] ?? 1;
    return fits;
  });
  const length = extentOf(shape);
  if (plain) return values.subarray(0, length);
  const out = values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  const index = shape.map(() => 0);
  for (let at = 0, from = 0; at < length; at++) {
    out[at] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}

function broken(where: string, expected: string, found: string): DataError {
  return new DataError({ what: 'cannot read PyTorch tensor', where, expected, found });
}
