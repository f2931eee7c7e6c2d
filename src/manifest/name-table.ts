/** Names met so far, numbered in order of first appearance: 1,000,000 ids in the memory of their letters and 20 bytes each. */
export interface NameTable {
  readonly count: number;
  /** The number of a name that lies in a buffer, given one if it is new. */
  intern(buffer: Buffer, start: number, end: number): number;
  internText(name: string): number;
  /** The number of a name, or −1 where it was never met. */
  find(name: string): number;
  name(index: number): string;
}

const FNV_PRIME = 0x01000193;

/** An empty table; open addressing over FNV-1a, doubled when half full. */
export function nameTable(): NameTable {
  let bytes = Buffer.allocUnsafe(1 << 12);
  let ends = new Uint32Array(1 << 8);
  let hashes = new Int32Array(1 << 8);
  let slots = new Int32Array(1 << 9);
  let count = 0;

  /** The slot that holds the name, or the free one where it belongs. */
  const probe = (buffer: Buffer, start: number, end: number, hash: number): number => {
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = slots[slot]! - 1;
      if (index < 0) return slot;
      if (hashes[index] === hash && equals(index, buffer, start, end)) return slot;
    }
  };
  const startOf = (index: number): number => (index === 0 ? 0 : ends[index - 1]!);
  const equals = (index: number, buffer: Buffer, start: number, end: number): boolean => {
    const from = startOf(index);
    if (ends[index]! - from !== end - start) return false;
    for (let at = start, own = from; at < end; at++, own++) if (buffer[at] !== bytes[own]) return false;
    return true;
  };
  const grow = (): void => {
    ends = enlarged(ends, new Uint32Array(2 * ends.length));
    hashes = enlarged(hashes, new Int32Array(2 * hashes.length));
    slots = new Int32Array(2 * slots.length);
    const mask = slots.length - 1;
    for (let index = 0; index < count; index++) {
      let slot = hashes[index]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
  };
  const intern = (buffer: Buffer, start: number, end: number): number => {
    const hash = hashOf(buffer, start, end);
    const slot = probe(buffer, start, end, hash);
    if (slots[slot] !== 0) return slots[slot]! - 1;
    const used = startOf(count);
    if (used + end - start > bytes.length) {
      bytes = enlarged(bytes, Buffer.allocUnsafe(Math.max(2 * bytes.length, used + end - start)));
    }
    buffer.copy(bytes, used, start, end);
    ends[count] = used + end - start;
    hashes[count] = hash;
    slots[slot] = ++count;
    if (count === ends.length) grow();
    return count - 1;
  };
  return {
    get count() {
      return count;
    },
    intern,
    internText(name) {
      const buffer = Buffer.from(name);
      return intern(buffer, 0, buffer.length);
    },
    find(name) {
      const buffer = Buffer.from(name);
      return slots[probe(buffer, 0, buffer.length, hashOf(buffer, 0, buffer.length))]! - 1;
    },
    name: index => bytes.toString('utf8', startOf(index), ends[index]),
  };
}

function hashOf(buffer: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ buffer[at]!, FNV_PRIME);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

function enlarged<T extends Uint32Array | Int32Array | Buffer>(from: T, into: T): T {
  into.set(from);
  return into;
}
