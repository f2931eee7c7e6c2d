import {
  ADD,
  ADD_F64,
  advance,
  BELOW,
  type Code,
  constant,
  get,
  type Kernel,
  kernelModule,
  kernelOn,
  LOAD_I32,
  loop,
  STORE_F64,
  SUBTRACT,
  set,
  tee,
  vector,
} from '../algebra/wasm-code';

/** Doubles that one step takes, in sums that do not wait for each other. */
export const PAIR_STEP = 8;

/** Parameters: address of a list; how many pairs it has; the bytes of a row, a multiple of 8 PAIR_STEP. */
const [LIST, COUNT, ROW] = [0, 1, 2];
const [X, Y, END] = [3, 4, 5];
const SUMS = [6, 7, 8, 9];

function functionBody(): Code {
  const step = SUMS.flatMap((sum, place) => [
    ...[...get(sum), ...get(X), ...vector.load(16 * place), ...get(Y), ...vector.load(16 * place)],
    ...[...vector.multiplyF64, ...vector.addF64, ...set(sum)],
  ]);
  const total = SUMS.flatMap((sum, place) => [...get(sum), ...(place === 0 ? [] : vector.addF64)]);
  return loop(
    [
      ...[...get(LIST), ...LOAD_I32(0), ...tee(X), ...get(ROW), ADD, ...set(END)],
      ...[...get(LIST), ...LOAD_I32(4), ...set(Y)],
      ...SUMS.flatMap(sum => [...vector.zero, ...set(sum)]),
      ...loop(
        [...step, ...advance(X, constant(8 * PAIR_STEP)), ...advance(Y, constant(8 * PAIR_STEP))],
        [...get(X), ...get(END), BELOW],
      ),
      ...[...total, ...set(SUMS[0]!)],
      ...[
        ...get(LIST),
        ...LOAD_I32(8),
        ...get(SUMS[0]!),
        ...vector.laneF64(0),
        ...get(SUMS[0]!),
        ...vector.laneF64(1),
        ADD_F64,
      ],
      ...STORE_F64(0),
      ...advance(LIST, constant(12)),
    ],
    [...get(COUNT), ...constant(1), SUBTRACT, ...tee(COUNT)],
  );
}

let module: WebAssembly.Module | undefined;

/**
 * Inner products of rows of doubles in that memory, one pair at least: (list, count, rowBytes). The list holds three
 * addresses a pair: one row, the other, and where the product goes.
 */
export function pairKernel(memory: WebAssembly.Memory): Kernel {
  module ??= kernelModule({ parameters: 3, numbers: 3, vectors: SUMS.length, body: functionBody() });
  return kernelOn(module, memory);
}
