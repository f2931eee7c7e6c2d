import { hash32 } from '../core/random';

/** A list of strings as one buffer and its ends: 1,000,000 ids in the memory of their letters plus 4 bytes each. */
export interface TextTable {
  readonly count: number;
  /** UTF-8, one string after the other. */
  readonly text: Uint8Array;
  /** `ends[i]` is where string i ends in `text`; it starts where i − 1 ends. */
  readonly ends: Uint32Array;
  get(index: number): string;
}

/** A table over memory that may be shared between threads. */
export function textTable(text: Uint8Array, ends: Uint32Array): TextTable {
  const buffer = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  return {
    count: ends.length,
    text,
    ends,
    get: index => buffer.toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index]),
  };
}

/** Collects strings into a table; buffers double as they fill. */
export function collectText(): { push(text: string): void; table(): TextTable } {
  let text = Buffer.alloc(1 << 16);
  let ends = new Uint32Array(1 << 12);
  let count = 0;
  let used = 0;
  return {
    push(value) {
      const most = used + 3 * value.length;
      if (most > text.length) {
        const larger = Buffer.alloc(Math.max(most, 2 * text.length));
        larger.set(text.subarray(0, used));
        text = larger;
      }
      if (count === ends.length) {
        const larger = new Uint32Array(2 * count);
        larger.set(ends);
        ends = larger;
      }
      used += text.write(value, used, 'utf8');
      ends[count++] = used;
    },
    table: () => textTable(text.subarray(0, used), ends.subarray(0, count)),
  };
}

/**
 * Open-addressing hash of a table's strings: slot → index + 1, or 0. Twice as many slots as strings, so look-ups end soon.
 * @throws through `onDuplicate`, called with the index of each string that was there before.
 */
export function hashTexts(table: TextTable, onDuplicate: (index: number, earlier: number) => void): Uint32Array {
  let size = 2;
  while (size < 2 * table.count) size *= 2;
  const slots = new Uint32Array(size);
  for (let index = 0; index < table.count; index++) {
    const { slot, found } = probe(table, slots, table.get(index));
    if (found === undefined) slots[slot] = index + 1;
    else onDuplicate(index, found);
  }
  return slots;
}

function probe(table: TextTable, slots: Uint32Array, text: string): { slot: number; found: number | undefined } {
  const mask = slots.length - 1;
  for (let slot = hash32(text) & mask; ; slot = (slot + 1) & mask) {
    const entry = slots[slot];
    if (entry === undefined || entry === 0) return { slot, found: undefined };
    if (table.get(entry - 1) === text) return { slot, found: entry - 1 };
  }
}

/** The index of a string, or undefined where the table lacks it. */
export function findText(table: TextTable, slots: Uint32Array, text: string): number | undefined {
  return probe(table, slots, text).found;
}
