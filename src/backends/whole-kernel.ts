import {
  ADD,
  advance,
  BELOW,
  type Code,
  constant,
  get,
  type Kernel,
  kernelModule,
  kernelOn,
  loop,
  MULTIPLY,
  SUBTRACT,
  set,
  tee,
  vector,
} from '../algebra/wasm-code';

/** Rows of a, and of b, whose products are made at once. */
export const [TILE, PANEL] = [4, 12];
/** Columns that one step takes, and its parts of two columns. */
export const STEP = 8;

/**
 * Inner products of rows of 16-bit numbers, in 32 bits: 25 thousand million multiplications a second of one core where
 * doubles are 6. As parameters
 *
 * - a: address of `rows` rows, a multiple of TILE, `rowBytes` long, a multiple of 2 STEP;
 * - b: address of `panels` panels of PANEL rows each: columns 0 and 1 of all its rows, then columns 2 and 3, …;
 * - c: address of what it makes, 32-bit numbers: a row for each of a, `outBytes` long, PANEL numbers a panel.
 */
const [A, B, C, ROWS, PANELS, ROW, OUT] = [0, 1, 2, 3, 4, 5, 6];
const [FIRST, AT, TO, LEFT, END] = [7, 8, 9, 10, 11];
const VECTORS = PANEL / 4;
const row = (i: number): number => 12 + i;
const sum = (i: number, j: number): number => 12 + TILE + VECTORS * i + j;
const right = (j: number): number => sum(TILE, j);
const LEFT_VALUE = right(VECTORS);

const tiled = (code: (i: number) => Code): Code => range(TILE).flatMap(code);
const across = (code: (j: number) => Code): Code => range(VECTORS).flatMap(code);

/** Two columns: of a row of a the same in every lane, of the panel those of other rows. */
function twoColumns(part: number): Code {
  return [
    ...across(j => [...get(AT), ...vector.load(16 * (VECTORS * part + j)), ...set(right(j))]),
    ...tiled(i => [
      ...[...get(row(i)), ...vector.loadSplat32(4 * part), ...set(LEFT_VALUE)],
      ...across(j => [
        ...[...get(sum(i, j)), ...get(LEFT_VALUE), ...get(right(j))],
        ...[...vector.dotI16, ...vector.addI32, ...set(sum(i, j))],
      ]),
    ]),
  ];
}

function tile(): Code {
  return [
    ...tiled(i => [...(i === 0 ? get(FIRST) : [...get(row(i - 1)), ...get(ROW), ADD]), ...set(row(i))]),
    ...[...get(FIRST), ...get(ROW), ADD, ...set(END)],
    ...[...get(B), ...set(AT)],
    ...tiled(i => across(j => [...vector.zero, ...set(sum(i, j))])),
    ...loop(
      [
        ...range(STEP / 2).flatMap(twoColumns),
        ...advance(AT, constant(2 * STEP * PANEL)),
        ...tiled(i => advance(row(i), constant(2 * STEP))),
      ],
      [...get(row(0)), ...get(END), BELOW],
    ),
    ...tiled(i => [...across(j => [...get(TO), ...get(sum(i, j)), ...vector.store(16 * j)]), ...advance(TO, get(OUT))]),
  ];
}

/** A panel stays in the first cache while all tiles of a pass by. */
function functionBody(): Code {
  return loop(
    [
      ...[...get(A), ...set(FIRST), ...get(C), ...set(TO), ...get(ROWS), ...set(LEFT)],
      ...loop(
        [...tile(), ...advance(FIRST, [...get(ROW), ...constant(TILE), MULTIPLY])],
        [...get(LEFT), ...constant(TILE), SUBTRACT, ...tee(LEFT)],
      ),
      ...[...get(AT), ...set(B)],
      ...advance(C, constant(4 * PANEL)),
    ],
    [...get(PANELS), ...constant(1), SUBTRACT, ...tee(PANELS)],
  );
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

let module: WebAssembly.Module | undefined;

/** The kernel on that memory: (a, b, c, rows, panels, rowBytes, outBytes). */
export function wholeKernel(memory: WebAssembly.Memory): Kernel {
  module ??= kernelModule({
    parameters: 7,
    numbers: 5 + TILE,
    vectors: TILE * VECTORS + VECTORS + 1,
    body: functionBody(),
  });
  return kernelOn(module, memory);
}
