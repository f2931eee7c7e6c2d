import { DataError } from '../core/errors';
import { UNLABELLED } from './label';
import { someOf } from './named-vectors';
import type { ScoreTable } from './scores';
import type { TrialTable } from './trials';

/**
 * The scores of a trial list's trials, in the list's order and with its labels. Scores of other trials are left aside.
 * Throws DataError naming trials without a score, and a trial that was scored twice with different scores.
 */
export function labelScores(scored: ScoreTable, trials: TrialTable): ScoreTable {
  const keyOf = keysOf(scored, trials);
  const place = new Map<number, number>();
  for (let row = 0; row < scored.scores.length; row++) {
    const key = scored.enroll[row]! * scored.names.count + scored.test[row]!;
    const before = place.get(key);
    if (before !== undefined && scored.scores[before] !== scored.scores[row]) {
      throw new DataError({
        what: 'trial has two scores',
        where: `${scored.names.name(scored.enroll[row]!)} ${scored.names.name(scored.test[row]!)}`,
        found: `${scored.scores[before]} and ${scored.scores[row]}`,
      });
    }
    place.set(key, row);
  }
  const missing: string[] = [];
  const scores = Float64Array.from({ length: trials.enroll.length }, (_, trial) => {
    const row = place.get(keyOf(trial));
    if (row === undefined) {
      missing.push(`${trials.names.name(trials.enroll[trial]!)} ${trials.names.name(trials.test[trial]!)}`);
    }
    return row === undefined ? 0 : scored.scores[row]!;
  });
  if (missing.length > 0) {
    throw new DataError({
      what: 'trials have no score',
      expected: 'a score for each trial of the list',
      found: someOf(missing),
    });
  }
  return { ...trials, scores };
}

/** For a trial of the list, the key of the same trial among the scores; NaN, which is no key, where a name was never scored. */
function keysOf(scored: ScoreTable, trials: TrialTable): (trial: number) => number {
  const nameOf = Int32Array.from({ length: trials.names.count }, (_, name) =>
    scored.names.find(trials.names.name(name)),
  );
  return trial => {
    const enroll = nameOf[trials.enroll[trial]!]!;
    const test = nameOf[trials.test[trial]!]!;
    return enroll < 0 || test < 0 ? Number.NaN : enroll * scored.names.count + test;
  };
}

/** Whether the trials say which of them are target trials; a list says it of all or of none. */
export function isLabelled({ labels }: TrialTable): boolean {
  return labels.length > 0 && labels[0] !== UNLABELLED;
}
