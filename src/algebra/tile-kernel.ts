import {
  ADD,
  ADD_F64,
  advance,
  BELOW,
  type Code,
  constant,
  get,
  kernelModule,
  kernelOn,
  loop,
  MULTIPLY,
  memoryOf,
  STORE_F64,
  SUBTRACT,
  set,
  tee,
  vector,
} from './wasm-code';

/**
 * The inner loop of all matrix products here, as a WebAssembly module: JavaScript's compilers use one lane of the
 * processor's vectors, this uses two. Compiled when first used.
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

/** Four rows of a by two of b: the eight sums are in registers while the rows pass by. */
function tile(): Code {
  const rows = [A, A1, A2, A3];
  const step = (offset: number): Code => [
    ...[...rows, B0, B1].flatMap((row, which) => [...get(row), ...vector.load(offset), ...set(read(which))]),
    ...pairs((i, j) => [
      ...get(sum(i, j)),
      ...get(read(i)),
      ...get(read(4 + j)),
      ...vector.multiplyF64,
      ...vector.addF64,
      ...set(sum(i, j)),
    ]),
  ];
  const both = (i: number, j: number): Code => [
    ...[...get(sum(i, j)), ...vector.laneF64(0)],
    ...[...get(sum(i, j)), ...vector.laneF64(1)],
    ADD_F64,
  ];
  const place = (i: number): Code => [...get(TO), ...get(OUT), ...constant(i), MULTIPLY, ADD];
  return [
    ...pairs((i, j) => [...vector.zero, ...set(sum(i, j))]),
    ...loop(
      [...step(0), ...step(16), ...[...rows, B0, B1].flatMap(row => advance(row, constant(32)))],
      [...get(A), ...get(END), BELOW],
    ),
    ...rows.flatMap(row => [...get(row), ...get(ROW), SUBTRACT, ...set(row)]),
    ...pairs((i, j) => [...place(i), ...both(i, j), ...STORE_F64(8 * j)]),
  ];
}

function pairs(code: (i: number, j: number) => Code): Code {
  return [0, 1, 2, 3].flatMap(i => [0, 1].flatMap(j => code(i, j)));
}

function functionBody(): Code {
  const rowAfter = (row: number, before: number): Code => [...get(before), ...get(ROW), ADD, ...set(row)];
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
        [...get(J), ...constant(2), SUBTRACT, ...tee(J)],
      ),
      ...advance(A, [...get(ROW), ...constant(4), MULTIPLY]),
      ...advance(C, [...get(OUT), ...constant(4), MULTIPLY]),
    ],
    [...get(LEFT), ...constant(4), SUBTRACT, ...tee(LEFT)],
  );
}

let made: TileKernel | undefined;

/** The kernel and its memory; one for the thread. */
export function tileKernel(): TileKernel {
  if (made !== undefined) return made;
  const memory = memoryOf(1);
  const module = kernelModule({ parameters: 7, numbers: 8, vectors: 14, body: functionBody() });
  made = { memory, multiply: kernelOn(module, memory) };
  return made;
}
