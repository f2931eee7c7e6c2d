import { cursorOver } from './cursor';
import { type Machine, operations } from './operations';
import type { Pickled } from './values';

const protocolMark = 0x80;
const stop = 0x2e;
/** Operations of one file: a value of JavaScript takes more memory than the byte that asks for it. */
const mostOperations = 1e8;

/**
 * Reads a pickle of protocol 2 to 5 without running anything: its little stack machine is carried out, but calls become records of what was to be called,
 * and only names of the allow-list are taken. Every value costs at least a byte of the file, and byte strings are views of it, so that
 * memory is bounded by its size.
 * Operations of CPython Lib/pickletools.py. Throws DataError where the pickle is cut, broken, or names other code.
 */
export function readPickle(content: Buffer, where: string): Pickled {
  const cursor = cursorOver(content, where);
  if (content[0] !== protocolMark) {
    throw cursor.fault('a pickle of protocol 2 to 5, which begins with byte 128', `byte ${content[0] ?? 'none'}`);
  }
  const machine: Machine = { cursor, stack: [], marks: [], memo: new Map() };
  for (let count = 0; ; count++) {
    if (count === mostOperations) throw cursor.fault(`at most ${mostOperations} operations`, 'more');
    const code = cursor.byte();
    if (code === stop) break;
    const operation = operations.get(code);
    if (operation === undefined) {
      throw cursor.fault(
        'an operation of protocols 2 to 5',
        `byte ${code} (${JSON.stringify(String.fromCharCode(code))})`,
      );
    }
    operation(machine);
  }
  const value = machine.stack.pop();
  if (value === undefined || machine.stack.length > 0 || machine.marks.length > 0) {
    throw cursor.fault('one value at the end', value === undefined ? 'none' : 'several');
  }
  return value;
}
