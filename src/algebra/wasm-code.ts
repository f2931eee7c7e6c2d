declare global {
  /** What Node has of it and @types/node does not say. */
  namespace WebAssembly {
    class Memory {
      constructor(size: { readonly initial: number });
      readonly buffer: ArrayBuffer;
      grow(pages: number): number;
    }
    class Module {
      constructor(bytes: Uint8Array<ArrayBuffer>);
    }
    class Instance {
      constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
      readonly exports: Readonly<Record<string, unknown>>;
    }
  }
}

/** Instructions of WebAssembly as bytes, by their names in the specification (WebAssembly 2.0, section 5). */
export type Code = readonly number[];

export const get = (local: number): Code => [0x20, local];
export const set = (local: number): Code => [0x21, local];
/** Sets a local and leaves the value on the stack. */
export const tee = (local: number): Code => [0x22, local];
export const constant = (value: number): Code => [0x41, ...signed(value)];

/** Of 32-bit numbers; BELOW takes them as unsigned, as addresses are, REACHES (≥) as signed. Then of doubles. */
export const [ADD, SUBTRACT, MULTIPLY, SHIFT_LEFT, BELOW, REACHES] = [0x6a, 0x6b, 0x6c, 0x74, 0x49, 0x4e];
export const ADD_F64 = 0xa0;
export const STORE_F64 = (offset: number): Code => [0x39, 3, ...unsigned(offset)];
export const STORE_I32 = (offset: number): Code => [0x36, 2, ...unsigned(offset)];
export const LOAD_I32 = (offset: number): Code => [0x28, 2, ...unsigned(offset)];

const simd = (...code: Code): Code => [0xfd, ...code];
/** A vector of two doubles, eight 16-bit or four 32-bit whole numbers. */
export const vector = {
  load: (offset: number): Code => simd(0x00, 3, ...unsigned(offset)),
  store: (offset: number): Code => simd(0x0b, 3, ...unsigned(offset)),
  /** 32 bits of memory, four times. */
  loadSplat32: (offset: number): Code => simd(0x09, 2, ...unsigned(offset)),
  zero: simd(0x0c, ...new Array<number>(16).fill(0)),
  addF64: simd(0xf0, 0x01),
  multiplyF64: simd(0xf2, 0x01),
  laneF64: (lane: 0 | 1): Code => simd(0x21, lane),
  addI32: simd(0xae, 0x01),
  /** Eight products of 16-bit numbers, neighbours added: four 32-bit sums. */
  dotI16: simd(0xba, 0x01),
} as const;

export const advance = (local: number, by: Code): Code => [...get(local), ...by, ADD, ...set(local)];

/** Does the body, and again while `again` leaves a number other than 0 on the stack. */
export const loop = (body: Code, again: Code): Code => [0x03, 0x40, ...body, ...again, 0x0d, 0, 0x0b];

export interface KernelCode {
  /** All 32-bit numbers; they are the first locals. */
  readonly parameters: number;
  /** 32-bit locals after the parameters, then vectors. */
  readonly numbers: number;
  readonly vectors: number;
  readonly body: Code;
}

export type Kernel = (...given: number[]) => void;

const [I32, V128] = [0x7f, 0x7b];

/** The function as a module that works on a memory given to it; compiling takes a millisecond. */
export function kernelModule({ parameters, numbers, vectors, body }: KernelCode): WebAssembly.Module {
  const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
  const text = (value: string): Code => [value.length, ...Buffer.from(value)];
  const code = [2, numbers, I32, vectors, V128, ...body, 0x0b];
  return new WebAssembly.Module(
    Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, [1, 0x60, parameters, ...new Array<number>(parameters).fill(I32), 0]),
      ...section(2, [1, ...text('js'), ...text('memory'), 0x02, 0x00, 1]),
      ...section(3, [1, 0]),
      ...section(7, [1, ...text('run'), 0x00, 0]),
      ...section(10, [1, ...unsigned(code.length), ...code]),
    ]),
  );
}

/** The module's function, on this memory. */
export function kernelOn(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  const { run } = new WebAssembly.Instance(module, { js: { memory } }).exports;
  if (typeof run !== 'function') throw new Error('the kernel has no function');
  return (...given) => void run(...given);
}

/** Memory for that many bytes. */
export function memoryOf(bytes: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / 2 ** 16) });
}

/** LEB128, as sizes and numbers are written. */
function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  return value < 64 ? [value] : [(value & 127) | 128, ...signed(value >> 7)];
}

/** The smallest multiple that is as large as the count. */
export const upTo = (count: number, multiple: number): number => multiple * Math.ceil(count / multiple);

/** Gives out addresses one after the other, each a multiple of 16; asked for no bytes, where they end. */
export function places(): (bytes: number) => number {
  let next = 0;
  return bytes => {
    const at = next;
    next += upTo(bytes, 16);
    return at;
  };
}
