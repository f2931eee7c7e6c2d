import { writeAtomically } from '../core/atomic-write';
import { DataError } from '../core/errors';
import { visitLines, wordOf } from './lines';

/** Writes names, one a line; whole or not at all. */
export function writeNames(path: string, names: readonly string[]): void {
  writeAtomically(path, names.map(name => `${name}\n`).join(''));
}

/** Reads what {@link writeNames} writes. Throws DataError as `file:line`. */
export function readNames(path: string): string[] {
  const names: string[] = [];
  visitLines(path, line => {
    if (line.words !== 1) {
      throw new DataError({
        what: 'line cannot be read',
        where: `${path}:${line.number}`,
        expected: 'one id',
        found: `${line.words} words`,
      });
    }
    names.push(wordOf(line, 0));
    return true;
  });
  return names;
}
