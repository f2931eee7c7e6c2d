import { DataError } from '../core/errors';
import { type Line, visitLines, wordOf } from './lines';

/** One way in which a list writes its lines. */
export interface LineForm {
  /** As the user knows it: `1 enroll test (VoxCeleb)`. */
  readonly example: string;
  /** Whether a line's words can be read so. */
  fits(words: readonly string[]): boolean;
}

/** Lines that are looked at to tell forms apart. */
const LOOK = 200;

/**
 * The one form that all of the first lines fit. Throws DataError, with the file and line, where none does, where two
 * still do, and where the file has no line.
 */
export function formOf<T extends LineForm>(path: string, forms: readonly T[]): T {
  let fitting = forms;
  let seen = 0;
  visitLines(path, line => {
    const words = wordsOf(line);
    const left = fitting.filter(form => form.fits(words));
    if (left.length === 0) {
      throw new DataError({
        what: 'line has none of the known forms',
        where: `${path}:${line.number}`,
        expected: fitting.map(({ example }) => example).join('; or '),
        found: `'${words.join(' ').slice(0, 200)}'`,
      });
    }
    fitting = left;
    return ++seen < LOOK;
  });
  const [form, other] = fitting;
  if (seen > 0 && form !== undefined && other === undefined) return form;
  throw new DataError({
    what: seen === 0 ? 'list is empty' : 'list can be read in two ways',
    where: path,
    ...(seen === 0 ? {} : { found: fitting.map(({ example }) => example).join('; and ') }),
    remedy:
      seen === 0
        ? 'Give a file with at least one line.'
        : "Write labels as 'target' and 'nontarget', last in the line.",
  });
}

/** All words of a line, as far as the reader notes them. */
export function wordsOf(line: Line): string[] {
  return Array.from({ length: Math.min(line.words, line.places.length / 2) }, (_, word) => wordOf(line, word));
}

/** An error at a line that does not have the form of the lines before it. */
export function misshapen(path: string, line: Line, form: LineForm): DataError {
  return new DataError({
    what: 'line differs in form from the first lines',
    where: `${path}:${line.number}`,
    expected: form.example,
    found: `'${wordsOf(line).join(' ').slice(0, 200)}'`,
  });
}
