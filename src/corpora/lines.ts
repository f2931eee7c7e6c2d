import { createReadStream } from 'node:fs';
import { DataError } from '../core/errors';

/** A list with longer lines is not a list. */
const longestLine = 65536;

export interface Line {
  readonly text: string;
  /** `path:number`, for messages. */
  readonly where: string;
}

/**
 * The lines of a text file that are not blank, without their ends (LF or CRLF) and without a byte order mark; time is linear.
 * @throws DataError where the file cannot be read, a line is longer than 64 Ki letters, or there is a NUL in it
 */
export async function* linesOf(path: string): AsyncGenerator<Line> {
  let number = 0;
  let rest = '';
  const checked = (text: string): Line | undefined => {
    number++;
    const where = `${path}:${number}`;
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (line.includes('\0')) throw new DataError({ what: 'not a text file: NUL in a line', where });
    return line.trim() === '' ? undefined : { text: line, where };
  };
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
      const text: string = number === 0 && rest === '' ? String(chunk).replace(/^\uFEFF/, '') : String(chunk);
      let from = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        const line = checked(rest + text.slice(from, end));
        rest = '';
        from = end + 1;
        if (line !== undefined) yield line;
      }
      rest += text.slice(from);
      if (rest.length > longestLine) {
        throw new DataError({
          what: 'line too long',
          where: `${path}:${number + 1}`,
          expected: `${longestLine} letters at most`,
        });
      }
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(
      { what: 'cannot read the list', where: path, found: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
  const last = rest === '' ? undefined : checked(rest);
  if (last !== undefined) yield last;
}

/**
 * The first word of a line and what follows it: the two columns of Kaldi's lists. White space is space and tab.
 * @throws DataError where there is no second column
 */
export function keyAndValue({ text, where }: Line): readonly [string, string] {
  const line = text.trim();
  let end = 0;
  while (end < line.length && line[end] !== ' ' && line[end] !== '\t') end++;
  const value = line.slice(end).trim();
  if (value === '')
    throw new DataError({ what: 'one column', where, expected: '<id> <value>', found: `'${line.slice(0, 80)}'` });
  return [line.slice(0, end), value];
}

/**
 * A two-column list as a map.
 * @throws DataError where an id comes twice
 */
export async function mapFrom(path: string): Promise<Map<string, string>> {
  const map = new Map<string, string>();
  for await (const line of linesOf(path)) {
    const [key, value] = keyAndValue(line);
    if (map.has(key)) throw new DataError({ what: 'id comes twice', where: line.where, found: `'${key}'` });
    map.set(key, value);
  }
  return map;
}
