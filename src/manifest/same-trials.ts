import { DataError } from '../core/errors';
import { UNLABELLED } from './label';
import { someOf } from './named-vectors';
import type { ScoreTable } from './scores';

/** A score file, read, and the name by which errors call it. */
export interface NamedScores {
  readonly path: string;
  readonly table: ScoreTable;
}

/**
 * The other file's scores in the order of the first one's trials; linear in the trials. Throws DataError naming trials
 * that are not in both, that one file scores twice, or whose labels differ.
 */
export function scoresOfSameTrials(first: NamedScores, other: NamedScores): Float64Array {
  const [a, b] = [first.table, other.table];
  const nameIn = Int32Array.from({ length: b.names.count }, (_, name) => a.names.find(b.names.name(name)));
  const key = (enroll: number, test: number): number => enroll * a.names.count + test;
  const rows = rowsByTrial(first);
  const found = new Uint8Array(a.enroll.length);
  const scores = new Float64Array(a.enroll.length);
  const strangers: string[] = [];
  const contrary: string[] = [];
  for (let trial = 0; trial < b.enroll.length; trial++) {
    const [enroll, test] = [nameIn[b.enroll[trial]!]!, nameIn[b.test[trial]!]!];
    // Files of one list have one order: most trials are found without a look-up.
    const same = a.enroll[trial] === enroll && a.test[trial] === test;
    const row = same ? trial : enroll < 0 || test < 0 ? undefined : rows.value.get(key(enroll, test));
    if (row === undefined) strangers.push(trialName(b, trial));
    else if (found[row] === 1) throw twice(other.path, b, trial);
    else {
      found[row] = 1;
      scores[row] = b.scores[trial]!;
      const [left, right] = [a.labels[row], b.labels[trial]];
      if (left !== right && left !== UNLABELLED && right !== UNLABELLED) contrary.push(trialName(b, trial));
    }
  }
  const missing = Array.from(found.keys(), row => row).flatMap(row => (found[row] === 1 ? [] : [trialName(a, row)]));
  if (missing.length + strangers.length > 0) throw notInBoth(first.path, missing, other.path, strangers);
  if (contrary.length === 0) return scores;
  throw new DataError({
    what: `labels of trials differ between ${first.path} and ${other.path}`,
    found: someOf(contrary),
  });
}

/** The row of each trial of the table, made when it is first asked for. */
function rowsByTrial({ path, table }: NamedScores): { readonly value: ReadonlyMap<number, number> } {
  let made: Map<number, number> | undefined;
  return {
    get value() {
      if (made !== undefined) return made;
      made = new Map();
      for (let row = 0; row < table.enroll.length; row++) {
        made.set(table.enroll[row]! * table.names.count + table.test[row]!, row);
      }
      if (made.size === table.enroll.length) return made;
      const seen = new Set<number>();
      for (let row = 0; row < table.enroll.length; row++) {
        const trial = table.enroll[row]! * table.names.count + table.test[row]!;
        if (seen.has(trial)) throw twice(path, table, row);
        seen.add(trial);
      }
      return made;
    },
  };
}

function trialName({ names, enroll, test }: ScoreTable, row: number): string {
  return `'${names.name(enroll[row]!)} ${names.name(test[row]!)}'`;
}

function twice(path: string, table: ScoreTable, row: number): DataError {
  return new DataError({ what: 'trial is scored twice', where: path, found: trialName(table, row) });
}

function notInBoth(first: string, missing: readonly string[], other: string, strangers: readonly string[]): DataError {
  const only = (path: string, trials: readonly string[]): string =>
    trials.length === 0 ? '' : `in ${path} alone ${someOf(trials)}`;
  return new DataError({
    what: 'the files score different trials',
    expected: 'the same trials in both, in any order',
    found: [only(first, missing), only(other, strangers)].filter(text => text !== '').join('; '),
  });
}
