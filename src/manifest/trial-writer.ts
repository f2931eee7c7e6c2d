import { openBeside } from '../core/atomic-write';
import type { Trial } from './types';

/** Writes `enroll test target|nontarget` lines, Kaldi's form; whole or not at all. */
export function writeTrials(path: string, trials: readonly Trial[]): void {
  const file = openBeside(path);
  const atOnce = 1 << 14;
  try {
    for (let from = 0; from < trials.length; from += atOnce) {
      const lines = trials
        .slice(from, from + atOnce)
        .map(({ enroll, test, target }) => `${enroll} ${test} ${target ? 'target' : 'nontarget'}\n`);
      file.write(lines.join(''));
    }
    file.commit();
  } finally {
    file.discard();
  }
}
