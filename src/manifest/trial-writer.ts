import { writePieces } from '../core/atomic-write';
import { DataError } from '../core/errors';
import { lineBlocks } from './line-blocks';
import type { Trial } from './types';

/** Writes `enroll test target|nontarget` lines, Kaldi's form; whole or not at all. Throws DataError at an id with a blank. */
export function writeTrials(path: string, trials: readonly Trial[]): void {
  const lineAt = (index: number): string => {
    const { enroll, test, target } = trials[index]!;
    return `${idFor(path, enroll)} ${idFor(path, test)} ${target ? 'target' : 'nontarget'}\n`;
  };
  writePieces(path, lineBlocks(trials.length, lineAt));
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
