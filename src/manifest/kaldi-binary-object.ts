import { fault, finite, type KaldiObject } from './kaldi-object';

/** An object in Kaldi's binary form, from behind its first two bytes. */
export function binaryObject(path: string, bytes: Buffer): KaldiObject {
  let at = 0;
  const word = (expected: string): string => {
    const space = bytes.subarray(at, at + 64).indexOf(0x20);
    if (space < 0) throw fault(path, expected, at >= bytes.length ? 'the end of the file' : 'no word');
    const text = bytes.toString('latin1', at, at + space);
    at += space + 1;
    return text;
  };
  /** A size, behind a byte that says that it has four. */
  const size = (what: string): number => {
    if (at + 5 > bytes.length || bytes[at] !== 4) throw fault(path, `the size of ${what}`, 'other bytes');
    at += 5;
    return bytes.readInt32LE(at - 4);
  };
  const width = (what: string, kind: 'V' | 'M'): 4 | 8 => {
    const expected = `${what}: F${kind} or D${kind}`;
    const found = word(expected);
    if (found !== `F${kind}` && found !== `D${kind}`) throw fault(path, expected, JSON.stringify(found));
    return found[0] === 'F' ? 4 : 8;
  };
  const numbers = (what: string, bytesEach: 4 | 8, count: number): Float64Array => {
    if (count <= 0 || count * bytesEach > bytes.length - at) {
      throw fault(path, `${count} numbers of ${what}`, `${bytes.length - at} bytes`);
    }
    const from = at;
    at += count * bytesEach;
    return finite(
      path,
      what,
      Float64Array.from({ length: count }, (_, index) =>
        bytesEach === 4 ? bytes.readFloatLE(from + 4 * index) : bytes.readDoubleLE(from + 8 * index),
      ),
    );
  };
  return {
    token(expected) {
      const found = word(expected);
      if (found !== expected) throw fault(path, expected, JSON.stringify(found));
    },
    vector(what) {
      const bytesEach = width(what, 'V');
      return numbers(what, bytesEach, size(what));
    },
    matrix(what) {
      const bytesEach = width(what, 'M');
      const [rows, columns] = [size(what), size(what)];
      if (rows <= 0 || columns <= 0) throw fault(path, `a ${what} with numbers in it`, `${rows} × ${columns}`);
      return { rows, columns, data: numbers(what, bytesEach, rows * columns) };
    },
    end() {
      if (at < bytes.length) throw fault(path, 'the end of the file', `${bytes.length - at} bytes more`);
    },
  };
}
