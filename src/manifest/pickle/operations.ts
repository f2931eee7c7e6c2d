import { allowedName } from './allowed';
import type { Cursor } from './cursor';
import { isKind, itemsOf, type Made, nameOf, type Pickled } from './values';

export interface Machine {
  readonly cursor: Cursor;
  readonly stack: Pickled[];
  /** Heights of the stack at which MARK stood. */
  readonly marks: number[];
  readonly memo: Map<number, Pickled>;
}

type Operation = (machine: Machine) => void;

const newestProtocol = 5;

function pop({ cursor, stack, marks }: Machine): Pickled {
  const value = stack.length > (marks.at(-1) ?? 0) ? stack.pop() : undefined;
  if (value === undefined) throw cursor.fault('a value on the stack', 'none');
  return value;
}

/** The top of the stack, which stays. */
function top(machine: Machine): Pickled {
  const value = pop(machine);
  machine.stack.push(value);
  return value;
}

/** What was put on the stack since the last MARK. */
function popMark({ cursor, stack, marks }: Machine): Pickled[] {
  const height = marks.pop();
  if (height === undefined) throw cursor.fault('a mark on the stack', 'none');
  return stack.splice(height);
}

function remember({ memo }: Machine, place: number, value: Pickled): void {
  memo.set(place, value);
}

function recall({ memo, cursor, stack }: Machine, place: number): void {
  const value = memo.get(place);
  if (value === undefined) throw cursor.fault('a place of the memo that was written', String(place));
  stack.push(value);
}

function append(machine: Machine, items: readonly Pickled[]): void {
  const list = top(machine);
  if (!isKind(list, 'sequence')) throw machine.cursor.fault('a list to append to', nameOf(list));
  for (const item of items) list.items.push(item);
}

function setItems(machine: Machine, items: readonly Pickled[]): void {
  const target = top(machine);
  if (!isKind(target, 'dictionary') && !isKind(target, 'made'))
    throw machine.cursor.fault('a dict to fill', nameOf(target));
  if (items.length % 2 !== 0) throw machine.cursor.fault('a value for each key', 'a key alone');
  for (let at = 0; at < items.length; at += 2) target.entries.push([items[at]!, items[at + 1]!]);
}

/** Records a call; what is called stands below its arguments on the stack. */
function call(machine: Machine): void {
  const given = pop(machine);
  const callable = pop(machine);
  if (!isKind(callable, 'named') || !isKind(given, 'sequence')) {
    throw machine.cursor.fault('a name and a tuple of arguments', `${nameOf(callable)} and ${nameOf(given)}`);
  }
  const made: Made = { kind: 'made', by: callable.name, given: itemsOf(given), state: undefined, entries: [] };
  machine.stack.push(made);
}

function build(machine: Machine): void {
  const state = pop(machine);
  const target = top(machine);
  if (!isKind(target, 'made')) throw machine.cursor.fault('an object to give a state', nameOf(target));
  target.state = state;
}

function globalFrom(machine: Machine, module: Pickled, name: Pickled): void {
  if (typeof module !== 'string' || typeof name !== 'string') {
    throw machine.cursor.fault('the names of a module and of what is in it', `${nameOf(module)} and ${nameOf(name)}`);
  }
  machine.stack.push({ kind: 'named', name: allowedName(module, name, machine.cursor.where) });
}

/** A whole number of any length in two's complement, as LONG1 has it. */
function long({ cursor }: Machine, length: number): Pickled {
  const bytes = cursor.bytes(length);
  if (length === 0) return 0;
  const digits = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
  const value = BigInt.asIntN(8 * length, digits);
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

const sequence = (items: Pickled[]): Pickled => ({ kind: 'sequence', items });
const push =
  (make: (machine: Machine) => Pickled): Operation =>
  machine =>
    void machine.stack.push(make(machine));
const text = (width: 1 | 4 | 8): Operation =>
  push(({ cursor }) => cursor.bytes(cursor.unsigned(width)).toString('utf8'));
const bytes = (width: 1 | 4 | 8): Operation =>
  push(({ cursor }) => ({ kind: 'bytes', bytes: cursor.bytes(cursor.unsigned(width)) }));
const tuple = (size: number): Operation =>
  push(machine => sequence(Array.from({ length: size }, () => pop(machine)).reverse()));
const refuse =
  (what: string): Operation =>
  ({ cursor }) => {
    throw cursor.fault('a pickle that holds all of its data', what);
  };

const named: readonly (readonly [code: number | string, operation: Operation])[] = [
  [
    0x80,
    ({ cursor }) => {
      const protocol = cursor.byte();
      if (protocol > newestProtocol) throw cursor.fault(`protocol ${newestProtocol} at most`, String(protocol));
    },
  ],
  ['(', ({ stack, marks }) => void marks.push(stack.length)],
  ['0', machine => void pop(machine)],
  ['1', machine => void popMark(machine)],
  ['2', push(top)],
  ['N', push(() => null)],
  [0x88, push(() => true)],
  [0x89, push(() => false)],
  ['J', push(({ cursor }) => cursor.signed32())],
  ['K', push(({ cursor }) => cursor.unsigned(1))],
  ['M', push(({ cursor }) => cursor.unsigned(2))],
  [0x8a, push(machine => long(machine, machine.cursor.unsigned(1)))],
  ['G', push(({ cursor }) => cursor.float64())],
  // Text of Python 2, and its bytes too, which its NumPy arrays are in.
  ['T', bytes(4)],
  ['U', bytes(1)],
  ['X', text(4)],
  [0x8c, text(1)],
  [0x8d, text(8)],
  ['B', bytes(4)],
  ['C', bytes(1)],
  [0x8e, bytes(8)],
  [0x96, bytes(8)],
  [')', push(() => sequence([]))],
  ['t', push(machine => sequence(popMark(machine)))],
  [0x85, tuple(1)],
  [0x86, tuple(2)],
  [0x87, tuple(3)],
  [']', push(() => sequence([]))],
  ['l', push(machine => sequence(popMark(machine)))],
  [0x8f, push(() => sequence([]))],
  [0x91, push(machine => sequence(popMark(machine)))],
  ['a', machine => append(machine, [pop(machine)])],
  ['e', machine => append(machine, popMark(machine))],
  [0x90, machine => append(machine, popMark(machine))],
  ['}', push(() => ({ kind: 'dictionary', entries: [] }))],
  [
    's',
    machine => {
      const value = pop(machine);
      setItems(machine, [pop(machine), value]);
    },
  ],
  ['u', machine => setItems(machine, popMark(machine))],
  ['q', machine => remember(machine, machine.cursor.unsigned(1), top(machine))],
  ['r', machine => remember(machine, machine.cursor.unsigned(4), top(machine))],
  [0x94, machine => remember(machine, machine.memo.size, top(machine))],
  ['h', machine => recall(machine, machine.cursor.unsigned(1))],
  ['j', machine => recall(machine, machine.cursor.unsigned(4))],
  ['c', machine => globalFrom(machine, machine.cursor.line(), machine.cursor.line())],
  [
    0x93,
    machine => {
      const name = pop(machine);
      globalFrom(machine, pop(machine), name);
    },
  ],
  ['R', call],
  [0x81, call],
  ['b', build],
  ['Q', push(machine => ({ kind: 'persistent', id: pop(machine) }))],
  // Frames only say how much may be read at once.
  [0x95, ({ cursor }) => void cursor.bytes(8)],
  [0x82, refuse('a name from a registry of extensions')],
  [0x83, refuse('a name from a registry of extensions')],
  [0x84, refuse('a name from a registry of extensions')],
  [0x92, refuse('an object made with keyword arguments')],
  [0x97, refuse('a buffer that was sent beside it')],
  [0x98, refuse('a buffer that was sent beside it')],
];

/** What each operation of protocols 2 to 5 does, by its byte. */
export const operations: ReadonlyMap<number, Operation> = new Map(
  named.map(([code, operation]) => [typeof code === 'string' ? code.charCodeAt(0) : code, operation]),
);
