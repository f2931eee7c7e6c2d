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
  LOAD_I32,
  loop,
  REACHES,
  SHIFT_LEFT,
  STORE_I32,
  set,
} from '../algebra/wasm-code';

/** Scores that one step looks at. */
export const REACH_STEP = 4;

/** Parameters: the address of scores, 32-bit numbers; where they end, a multiple of REACH_STEP further; the least that counts; where the list goes. */
const [SCORE, END, LEAST, LIST] = [0, 1, 2, 3];
const TO = 4;

/** Every address is written down, and the next one over it unless the score reaches the least: a branch would be guessed wrong too often. */
function functionBody(): Code {
  const look = (offset: number): Code => [
    ...[...get(TO), ...get(SCORE), ...constant(offset), ADD, ...STORE_I32(0)],
    ...advance(TO, [...[...get(SCORE), ...LOAD_I32(offset), ...get(LEAST), REACHES], ...[...constant(2), SHIFT_LEFT]]),
  ];
  return [
    ...[...get(LIST), ...constant(4), ADD, ...set(TO)],
    ...loop(
      [...[0, 1, 2, 3].flatMap(which => look(4 * which)), ...advance(SCORE, constant(4 * REACH_STEP))],
      [...get(SCORE), ...get(END), BELOW],
    ),
    ...[...get(LIST), ...get(TO), ...STORE_I32(0)],
  ];
}

let module: WebAssembly.Module | undefined;

/**
 * Lists the addresses of the scores in that memory that reach the least: (scores, end, least, list). The list begins
 * with the address at which it ends, and needs room for two numbers more than there are scores.
 */
export function reachKernel(memory: WebAssembly.Memory): Kernel {
  module ??= kernelModule({ parameters: 4, numbers: 1, vectors: 0, body: functionBody() });
  return kernelOn(module, memory);
}
