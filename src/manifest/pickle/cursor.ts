import { DataError } from '../../core/errors';

/** Reads a pickle from front to back; whatever it takes is a view. Each call throws DataError behind the end. */
export interface Cursor {
  readonly where: string;
  /** Of the byte that is next. */
  readonly position: number;
  byte(): number;
  /** A little-endian number of 1, 2 or 4 bytes, or of 8 where that is a length. */
  unsigned(width: 1 | 2 | 4 | 8): number;
  signed32(): number;
  float64(): number;
  bytes(length: number): Buffer;
  /** Text up to the next line's end, which is passed over. */
  line(): string;
  fault(expected: string, found: string): DataError;
}

export function cursorOver(content: Buffer, where: string): Cursor {
  let at = 0;
  const fault = (expected: string, found: string): DataError =>
    new DataError({ what: 'cannot read pickle', where: `${where} byte ${at}`, expected, found });
  const step = (length: number): number => {
    if (length > content.length - at)
      throw fault(`${length} bytes more`, `${content.length - at}: the file is cut short`);
    at += length;
    return at - length;
  };
  return {
    where,
    get position() {
      return at;
    },
    byte: () => content[step(1)]!,
    unsigned(width) {
      const from = step(width);
      if (width < 8) return content.readUIntLE(from, width);
      const length = content.readBigUInt64LE(from);
      if (length > BigInt(content.length)) throw fault(`a length of at most ${content.length}`, String(length));
      return Number(length);
    },
    signed32: () => content.readInt32LE(step(4)),
    float64: () => content.readDoubleBE(step(8)),
    bytes(length) {
      const from = step(length);
      return content.subarray(from, from + length);
    },
    line() {
      const end = content.indexOf(0x0a, at);
      if (end < 0) throw fault('the end of a line', 'the end of the file');
      const from = step(end + 1 - at);
      return content.toString('utf8', from, end);
    },
    fault,
  };
}
