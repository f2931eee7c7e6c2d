import { DataError } from '../core/errors';
import { type NamedVectors, someOf } from './named-vectors';
import type { TrialTable } from './trials';

/**
 * Where the sides of each trial stand among the embeddings: enroll row, test row, enroll row, …
 * Throws DataError naming the list's path, the first missing ids and their number; no trial is ever left out.
 */
export function trialRows(trials: TrialTable, enroll: NamedVectors, test: NamedVectors, path?: string): Int32Array {
  const enrollRows = rowsOf(trials, enroll);
  const testRows = test === enroll ? enrollRows : rowsOf(trials, test);
  const pairs = new Int32Array(2 * trials.enroll.length);
  const missing = new Set<number>();
  for (let trial = 0; trial < trials.enroll.length; trial++) {
    const left = enrollRows[trials.enroll[trial]!]!;
    const right = testRows[trials.test[trial]!]!;
    if (left < 0) missing.add(trials.enroll[trial]!);
    if (right < 0) missing.add(trials.test[trial]!);
    pairs[2 * trial] = left;
    pairs[2 * trial + 1] = right;
  }
  if (missing.size > 0) {
    throw new DataError({
      what: 'trials name utterances that have no embedding',
      ...(path === undefined ? {} : { where: path }),
      expected: `an embedding for each of the ${trials.names.count} ids in the trials`,
      found: `none for ${someOf([...missing].map(index => trials.names.name(index)))}`,
      remedy: 'extract the missing embeddings, or take those trials out of the list',
    });
  }
  return pairs;
}

/** For each name in the trials, its row, or −1. */
function rowsOf({ names }: TrialTable, { ids }: NamedVectors): Int32Array {
  const rows = new Int32Array(names.count).fill(-1);
  ids.forEach((id, row) => {
    const name = names.find(id);
    if (name >= 0) rows[name] = row;
  });
  return rows;
}
