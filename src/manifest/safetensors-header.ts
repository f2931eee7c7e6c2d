import { DataError } from '../core/errors';

/** Bytes of one value. */
export const widths = { F64: 8, I64: 8, F32: 4, I32: 4, BF16: 2, F16: 2, U8: 1 } as const;
export type TensorType = keyof typeof widths;

export interface HeaderEntry {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  /** Bytes from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly entries: readonly HeaderEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly dataStart: number;
}

const mostHeader = 100_000_000; // bytes, the bound of safetensors itself

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The header: 8 bytes of length, then JSON. Allocates nothing by the length's word alone. */
export function parseHeader(bytes: Uint8Array, where: string): Header {
  const broken = (what: string, expected: string, found: string): DataError =>
    new DataError({ what: `not a whole safetensors file: ${what}`, where, expected, found });
  if (bytes.length < 8) throw broken('too short', 'at least 8 bytes', String(bytes.length));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  const room = Math.min(bytes.length - 8, mostHeader);
  if (length > BigInt(room)) throw broken('header length', `at most ${room} bytes`, String(length));
  const dataStart = 8 + Number(length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, dataStart)));
  } catch (error) {
    throw broken('header', 'JSON', error instanceof Error ? error.message : String(error));
  }
  if (!isObject(header)) throw broken('header', 'an object', typeof header);
  const metadata: Record<string, string> = Object.create(null);
  const entries: HeaderEntry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      if (!isObject(value)) throw broken('__metadata__', 'an object', JSON.stringify(value));
      for (const [key, text] of Object.entries(value)) {
        if (typeof text !== 'string') throw broken(`__metadata__.${key}`, 'a string', JSON.stringify(text));
        metadata[key] = text;
      }
    } else {
      const entry = entryOf(name, value);
      if (entry === undefined) {
        const expected = `dtype (${Object.keys(widths).join(', ')}), shape, data_offsets`;
        throw broken(`tensor ${name}`, expected, JSON.stringify(value).slice(0, 200));
      }
      entries.push(entry);
    }
  }
  return { entries, metadata, dataStart };
}

function entryOf(name: string, value: unknown): HeaderEntry | undefined {
  if (!isObject(value)) return undefined;
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !isType(dtype) || !isSizes(shape) || !isSizes(offsets)) return undefined;
  const [begin, end, more] = offsets;
  if (begin === undefined || end === undefined || more !== undefined) return undefined;
  return { name, type: dtype, shape, begin, end };
}

/** Every byte of the data belongs to exactly one tensor, and every shape fits its bytes. */
export function checkEntries(entries: readonly HeaderEntry[], size: number, where: string): void {
  let reached = 0;
  const broken = (name: string, expected: string, found: string): DataError =>
    new DataError({ what: `not a whole safetensors file: tensor ${name}`, where, expected, found });
  for (const { name, type, shape, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    const offsets = `data_offsets [${begin}, ${end}]`;
    if (begin !== reached) throw broken(name, `data from byte ${reached}, without gap or overlap`, offsets);
    if (end < begin || end > size) throw broken(name, `an end between ${begin} and ${size}`, offsets);
    const bytes = elements(shape) * widths[type];
    if (bytes !== end - begin) throw broken(name, `${bytes} bytes for ${type} [${shape}]`, offsets);
    reached = end;
  }
  if (reached === size) return;
  throw new DataError({
    what: 'not a whole safetensors file: data',
    where,
    expected: `${reached} bytes after the header`,
    found: String(size),
  });
}

function isType(text: string): text is TensorType {
  return Object.hasOwn(widths, text);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(size => Number.isSafeInteger(size) && size >= 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
