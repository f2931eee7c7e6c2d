import { openBeside } from '../core/atomic-write';
import { DataError } from '../core/errors';
import type { Trial } from './types';

const LINES_AT_ONCE = 1 << 14;

/** Writes `enroll test target|nontarget` lines, Kaldi's form; whole or not at all. Throws DataError at an id with a blank. */
export function writeTrials(path: string, trials: Iterable<Trial>): void {
  const file = openBeside(path);
  try {
    let lines: string[] = [];
    for (const { enroll, test, target } of trials) {
      lines.push(`${idFor(path, enroll)} ${idFor(path, test)} ${target ? 'target' : 'nontarget'}\n`);
      if (lines.length < LINES_AT_ONCE) continue;
      file.write(lines.join(''));
      lines = [];
    }
    file.write(lines.join(''));
    file.commit();
  } finally {
    file.discard();
  }
}

function idFor(path: string, id: string): string {
  if (id !== '' && !/\s/.test(id)) return id;
  throw new DataError({
    what: 'utterance cannot stand in a trial list',
    where: path,
    expected: 'no blanks',
    found: `'${id}'`,
  });
}
