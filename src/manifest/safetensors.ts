import { DataError } from '../core/errors';
import type { Bytes } from '../core/units';
import { fromBfloat16, fromFloat16 } from './half-floats';
import { checkEntries, elements, type HeaderEntry, parseHeader, type TensorType, widths } from './safetensors-header';

type NumberArray = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

/** Values with their shape, row-major. */
export interface StoredArray<Data extends NumberArray = NumberArray> {
  readonly shape: readonly number[];
  readonly data: Data;
}

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredArray>;
  /** Free text by key. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The bytes of a safetensors file, in pieces to be written one after the other; the values are not copied.
 * Order and padding as safetensors 0.8 (huggingface/safetensors, safetensors/src/tensor.rs, prepare): types in the order below, then names.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, StoredArray>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const rows = [...tensors].map(([name, { shape, data }]) => ({ name, shape, data, type: typeOf(data) }));
  rows.sort((a, b) => rank(a.type) - rank(b.type) || Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  let offset = 0;
  for (const { name, shape, data, type } of rows) {
    if (name === '__metadata__') throw new Error('no tensor can be named __metadata__');
    if (elements(shape) !== data.length) throw new Error(`${name}: ${data.length} values for shape [${shape}]`);
    const end = offset + data.byteLength;
    header.push([name, { dtype: type, shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  const text = `{${header.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(',')}}`;
  const bytes = Buffer.from(text);
  const start = Buffer.alloc(8 + Math.ceil(bytes.length / 8) * 8, ' ');
  start.writeBigUInt64LE(BigInt(start.length - 8));
  bytes.copy(start, 8);
  return [start, ...rows.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))];
}

/** Bytes of all pieces together. */
export function lengthOf(pieces: readonly Uint8Array[]): Bytes {
  return pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/**
 * Reads a safetensors file that is in memory; BF16 and F16 become Float32Array, other arrays are views where they are aligned.
 * Throws DataError for a header that lies: too long, broken, with gaps, overlaps, or shapes that do not fit their bytes.
 */
export function decodeSafetensors(bytes: Uint8Array, where: string): SafetensorsFile {
  const { entries, metadata, dataStart } = parseHeader(bytes, where);
  checkEntries(entries, bytes.length - dataStart, where);
  const data = bytes.subarray(dataStart);
  return {
    tensors: new Map(entries.map(entry => [entry.name, { shape: entry.shape, data: values(entry, data) }])),
    metadata,
  };
}

/** The tensors of a file as single-precision values; a tensor of another kind is an error that names it. */
export function floatTensors(file: SafetensorsFile, where: string): Map<string, StoredArray<Float32Array>> {
  return new Map(
    [...file.tensors].map(([name, { shape, data }]) => {
      if (data instanceof Float32Array) return [name, { shape, data }];
      throw new DataError({ what: `tensor ${name} has the wrong type`, where, expected: 'F32', found: typeOf(data) });
    }),
  );
}

function typeOf(data: NumberArray): TensorType {
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Float64Array) return 'F64';
  if (data instanceof Int32Array) return 'I32';
  if (data instanceof BigInt64Array) return 'I64';
  return 'U8';
}

const order: readonly TensorType[] = ['I64', 'F64', 'F32', 'I32', 'BF16', 'F16', 'U8'];
const rank = (type: TensorType): number => order.indexOf(type);

function values({ type, begin, end }: HeaderEntry, data: Uint8Array): NumberArray {
  const width = widths[type];
  const start = data.byteOffset + begin;
  // A typed array can only begin at a multiple of its width; other writers need not align their data.
  const aligned = start % width === 0;
  const buffer = aligned ? data.buffer : new Uint8Array(data.subarray(begin, end)).buffer; // a Buffer's slice copies nothing
  const offset = aligned ? start : 0;
  const length = (end - begin) / width;
  switch (type) {
    case 'F32':
      return new Float32Array(buffer, offset, length);
    case 'F64':
      return new Float64Array(buffer, offset, length);
    case 'I32':
      return new Int32Array(buffer, offset, length);
    case 'I64':
      return new BigInt64Array(buffer, offset, length);
    case 'U8':
      return new Uint8Array(buffer, offset, length);
    case 'BF16':
      return fromBfloat16(new Uint16Array(buffer, offset, length));
    case 'F16':
      return fromFloat16(new Uint16Array(buffer, offset, length));
    default: {
      const never: never = type;
      throw new Error(`unknown type ${never}`);
    }
  }
}
