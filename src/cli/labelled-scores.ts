import { UsageError } from '../core/errors';
import { isLabelled, labelScores } from '../manifest/label-scores';
import { readScores, type ScoreTable } from '../manifest/scores';
import { readTrials } from '../manifest/trials';

/** A score file with labels, its own or those of a trial list. Throws UsageError where nothing gives labels. */
export function readLabelledScores(path: string, trials: string | undefined, option = '--trials'): ScoreTable {
  const table = scoresInOrder(path, trials);
  if (isLabelled(table)) return table;
  throw new UsageError({
    what: 'scores have no labels',
    where: trials ?? path,
    expected: 'target or nontarget (1 or 0) in each line',
    remedy: `Give the trial list with labels: ${option} FILE.`,
  });
}

/** A score file; where a trial list is given, the scores of its trials in its order. */
export function scoresInOrder(path: string, trials: string | undefined): ScoreTable {
  const scored = readScores(path);
  return trials === undefined ? scored : labelScores(scored, readTrials(trials));
}
