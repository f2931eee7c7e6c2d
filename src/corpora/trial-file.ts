import { existsSync } from 'node:fs';
import { DataError } from '../core/errors';
import { TARGET, UNLABELLED } from '../manifest/label';
import { readTrials } from '../manifest/trials';
import type { Trial, TrialList, Utterance } from '../manifest/types';

/**
 * The trials of a file in one of the field's forms: `1 enroll test` or `enroll test target|nontarget`.
 * @throws DataError that names the line; also where the list has no labels
 */
export function labelledTrials(path: string): Trial[] {
  const { names, enroll, test, labels } = readTrials(path);
  if (labels.includes(UNLABELLED)) {
    throw new DataError({
      what: 'trials without labels',
      where: path,
      expected: "'1 enroll test' or 'enroll test target|nontarget'",
    });
  }
  return Array.from(labels, (label, index) => ({
    enroll: names.name(enroll[index]!),
    test: names.name(test[index]!),
    target: label === TARGET,
  }));
}

/**
 * Trials with the utterances that they name.
 * @param find the utterance of an id, or undefined where the corpus lacks it
 * @throws DataError that counts the missing utterances and names the first five
 */
export function withUtterances(
  name: string,
  trials: readonly Trial[],
  find: (id: string) => Utterance | undefined,
): TrialList {
  const ids = new Set<string>();
  for (const { enroll, test } of trials) {
    ids.add(enroll);
    ids.add(test);
  }
  const utterances: Utterance[] = [];
  const missing: string[] = [];
  for (const id of ids) {
    const utterance = find(id);
    if (utterance === undefined) missing.push(id);
    else utterances.push(utterance);
  }
  if (missing.length > 0) {
    throw new DataError({
      what: `trial list ${name} names utterances that are not there`,
      expected: `${ids.size} utterances`,
      found: `${missing.length} missing: ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ' …' : ''}`,
    });
  }
  return { name, trials, utterances };
}

/** The first place at which a list is. */
export function findList(places: readonly string[], what: string, remedy: string): string {
  const found = places.find(place => existsSync(place));
  if (found === undefined)
    throw new DataError({ what: `${what} is not there`, expected: `one of ${places.join(', ')}`, remedy });
  return found;
}
