import { fault, finite, type KaldiObject } from './kaldi-object';

/** An object in Kaldi's text form: words, and numbers in brackets, a row of a matrix on a line. */
export function textObject(path: string, text: string): KaldiObject {
  let at = 0;
  const word = (): string => {
    const found = /\S+/y;
    while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
    found.lastIndex = at;
    const [next] = found.exec(text) ?? [''];
    at += next.length;
    return next;
  };
  const token = (expected: string): void => {
    const found = word();
    if (found !== expected)
      throw fault(path, expected, found === '' ? 'the end of the file' : `'${found.slice(0, 40)}'`);
  };
  /** The lines between the brackets, those without numbers left out. */
  const lines = (what: string): number[][] => {
    token('[');
    const close = text.indexOf(']', at);
    if (close < 0) throw fault(path, `] behind ${what}`, 'the end of the file');
    const found = text
      .slice(at, close)
      .split(/[\n;]/)
      .map(line =>
        line
          .split(/\s+/)
          .filter(part => part !== '')
          .map(Number),
      );
    at = close + 1;
    return found.filter(row => row.length > 0);
  };
  return {
    token,
    vector: what => finite(path, what, Float64Array.from(lines(what).flat())),
    matrix(what) {
      const rows = lines(what);
      const columns = rows[0]?.length ?? 0;
      if (rows.some(row => row.length !== columns))
        throw fault(path, `rows of ${columns} numbers in ${what}`, 'rows of several lengths');
      return { rows: rows.length, columns, data: finite(path, what, Float64Array.from(rows.flat())) };
    },
    end() {
      const found = word();
      if (found !== '') throw fault(path, 'the end of the file', `'${found.slice(0, 40)}'`);
    },
  };
}
