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

/**
 * The inner loop of all matrix products here, as a WebAssembly module: JavaScript's compilers use one lane of the processor's vectors, this uses
 * two. Written down as bytes by their names in the specification (WebAssembly 2.0, section 5); compiled when first used, in milliseconds.
 */
export interface TileKernel {
  readonly memory: WebAssembly.Memory;
  /**
   * c[i][j] = Σ a[i][·] b[j][·] for `left` rows of a and `right` rows of b, multiples of 4 and 2, each `rowBytes` long, a multiple of 32. a, b and c
   * are byte addresses; a row of c is `outBytes` long.
   */
  multiply(a: number, b: number, c: number, left: number, right: number, rowBytes: number, outBytes: number): void;
}

/** Addresses beside the parameters: rows of a and b, the place in c, counters. Locals 0 to 6 are the parameters. */
const [A, B, C, LEFT, RIGHT, ROW, OUT] = [0, 1, 2, 3, 4, 5, 6];
const [A1, A2, A3, B0, B1, TO, J, END] = [7, 8, 9, 10, 11, 12, 13, 14];
/** Eight sums of two lanes, then six values read. */
const sum = (i: number, j: number): number => 15 + 2 * i + j;
const read = (which: number): number => 23 + which;

const [I32, V128] = [0x7f, 0x7b];
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const constant = (value: number): number[] => [0x41, ...signed(value)];
const [ADD, SUBTRACT, MULTIPLY] = [0x6a, 0x6b, 0x6c];
const simd = (...code: number[]): number[] => [0xfd, ...code];
const VECTOR_ADD = simd(0xf0, 0x01);
const VECTOR_MULTIPLY = simd(0xf2, 0x01);
const load = (address: number, offset: number): number[] => [...get(address), ...simd(0x00, 3, offset)];
const advance = (local: number, by: readonly number[]): number[] => [...get(local), ...by, ADD, ...set(local)];
const loop = (body: readonly number[], again: readonly number[]): number[] => [
  0x03,
  0x40,
  ...body,
  ...again,
  0x0d,
  0,
  0x0b,
];

/** Four rows of a by two of b: the eight sums are in registers while the rows pass by. */
function tile(): number[] {
  const rows = [A, A1, A2, A3];
  const step = (offset: number): number[] => [
    ...rows.flatMap((row, i) => [...load(row, offset), ...set(read(i))]),
    ...[B0, B1].flatMap((row, j) => [...load(row, offset), ...set(read(4 + j))]),
    ...pairs((i, j) => [
      ...get(sum(i, j)),
      ...get(read(i)),
      ...get(read(4 + j)),
      ...VECTOR_MULTIPLY,
      ...VECTOR_ADD,
      ...set(sum(i, j)),
    ]),
  ];
  const zero = simd(0x0c, ...new Array<number>(16).fill(0));
  const both = (i: number, j: number): number[] =>
    [0, 1].flatMap(lane => [...get(sum(i, j)), ...simd(0x21, lane)]).concat(0xa0);
  const place = (i: number): number[] => [...get(TO), ...get(OUT), ...constant(i), MULTIPLY, ADD];
  return [
    ...pairs((i, j) => [...zero, ...set(sum(i, j))]),
    ...loop(
      [...step(0), ...step(16), ...[...rows, B0, B1].flatMap(row => advance(row, constant(32)))],
      [...get(A), ...get(END), 0x49],
    ),
    ...rows.flatMap(row => [...get(row), ...get(ROW), SUBTRACT, ...set(row)]),
    ...pairs((i, j) => [...place(i), ...both(i, j), 0x39, 3, 8 * j]),
  ];
}

function pairs(code: (i: number, j: number) => number[]): number[] {
  return [0, 1, 2, 3].flatMap(i => [0, 1].flatMap(j => code(i, j)));
}

function functionBody(): number[] {
  const rowAfter = (row: number, before: number): number[] => [...get(before), ...get(ROW), ADD, ...set(row)];
  return loop(
    [
      ...rowAfter(A1, A),
      ...rowAfter(A2, A1),
      ...rowAfter(A3, A2),
      ...rowAfter(END, A),
      ...[...get(B), ...set(B0), ...get(C), ...set(TO), ...get(RIGHT), ...set(J)],
      ...loop(
        [
          ...rowAfter(B1, B0),
          ...tile(),
          // B0 and B1 have passed by one row each: the next pair begins at B1.
          ...[...get(B1), ...set(B0)],
          ...advance(TO, constant(16)),
        ],
        [...get(J), ...constant(2), SUBTRACT, 0x22, J],
      ),
      ...advance(A, [...get(ROW), ...constant(4), MULTIPLY]),
      ...advance(C, [...get(OUT), ...constant(4), MULTIPLY]),
    ],
    [...get(LEFT), ...constant(4), SUBTRACT, 0x22, LEFT],
  );
}

/** LEB128, as sizes and numbers are written. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  return value < 64 ? [value] : [(value & 127) | 128, ...signed(value >> 7)];
}

function moduleBytes(): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];
  const text = (value: string): number[] => [value.length, ...Buffer.from(value)];
  const locals = [2, 8, I32, 14, V128];
  const code = [...locals, ...functionBody(), 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 7, I32, I32, I32, I32, I32, I32, I32, 0]),
    ...section(2, [1, ...text('js'), ...text('memory'), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('multiply'), 0x00, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
}

let made: TileKernel | undefined;

/** The kernel and its memory; one for the thread. */
export function tileKernel(): TileKernel {
  if (made !== undefined) return made;
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()), { js: { memory } });
  const { multiply } = exports;
  if (typeof multiply !== 'function') throw new Error('the kernel has no function');
  made = { memory, multiply: (...given) => void multiply(...given) };
  return made;
}
