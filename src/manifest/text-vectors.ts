import { DataError } from '../core/errors';
import { visitLines, wordOf } from './lines';
import { collectVectors, type NamedVectors } from './named-vectors';

const MOST_DIMENSIONS = 1 << 16;

/** Reads `id v1 v2 …` lines, with or without Kaldi's brackets around the numbers. Throws DataError as `file:line`. */
export function readTextVectors(path: string): NamedVectors {
  const rows = collectVectors(path);
  visitLines(
    path,
    line => {
      const where = `${path}:${line.number}`;
      const bracketed =
        line.words > 2 && wordOf(line, 1) === '[' && wordOf(line, Math.min(line.words, MOST_DIMENSIONS) - 1) === ']';
      const first = bracketed ? 2 : 1;
      const size = line.words - first - (bracketed ? 1 : 0);
      if (size < 1 || line.words > MOST_DIMENSIONS) {
        throw new DataError({
          what: 'line cannot be read',
          where,
          expected: `'id v1 v2 …'`,
          found: `${line.words} words`,
        });
      }
      const values = new Float64Array(size);
      for (let column = 0; column < size; column++) {
        const word = wordOf(line, first + column);
        values[column] = Number(word);
        if (Number.isNaN(values[column]) && !/^[-+]?nan$/i.test(word)) {
          throw new DataError({
            what: 'line cannot be read',
            where,
            expected: 'a number',
            found: `'${word.slice(0, 40)}'`,
          });
        }
      }
      rows.push(wordOf(line, 0), values);
      return true;
    },
    MOST_DIMENSIONS,
  );
  return rows.taken();
}
