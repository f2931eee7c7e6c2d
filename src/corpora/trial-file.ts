import { existsSync } from 'node:fs';
import { DataError } from '../core/errors';
import type { Report } from '../core/events';
import { TARGET, UNLABELLED } from '../manifest/label';
import { someOf } from '../manifest/named-vectors';
import { readTrials } from '../manifest/trials';
import type { Trial, TrialList, Utterance } from '../manifest/types';

/**
 * The trials of a file in one of the field's forms: `1 enroll test` or `enroll test target|nontarget|tgt|imp|1|0`.
 * Names are strings once each, however often they come: 3.5 million trials of CN-Celeb are rows of 24 bytes.
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
  const texts = Array.from({ length: names.count }, (_, name) => names.name(name));
  return Array.from(labels, (label, index) => ({
    enroll: texts[enroll[index]!]!,
    test: texts[test[index]!]!,
    target: label === TARGET,
  }));
}

/**
 * Trials with the utterances that they name, those of the enrolled models in place of the models.
 * @param find the utterance of an id, or undefined where the corpus lacks it
 * @throws DataError that counts the missing utterances, or models, and names the first of them
 */
export function withUtterances(
  name: string,
  trials: readonly Trial[],
  find: (id: string) => Utterance | undefined,
  models?: ReadonlyMap<string, readonly string[]>,
): TrialList {
  const enrolled = new Set(trials.map(({ enroll }) => enroll));
  const ids = new Set<string>();
  const without: string[] = [];
  for (const enroll of enrolled) {
    const utterances = models === undefined ? [enroll] : models.get(enroll);
    if (utterances === undefined) without.push(enroll);
    for (const id of utterances ?? []) ids.add(id);
  }
  if (without.length > 0) {
    throw new DataError({ what: `trial list ${name} names models that nothing enrolls`, found: someOf(without) });
  }
  for (const { test } of trials) ids.add(test);
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
  if (models === undefined) return { name, trials, utterances };
  // Models that no trial names would have no embedding.
  return { name, trials, utterances, models: new Map([...models].filter(([model]) => enrolled.has(model))) };
}

/** The first place at which a list is. */
export function findList(places: readonly string[], what: string, remedy: string): string {
  const found = places.find(place => existsSync(place));
  if (found === undefined)
    throw new DataError({ what: `${what} is not there`, expected: `one of ${places.join(', ')}`, remedy });
  return found;
}

/** Says in a note where a list is not as long as its owners published it. */
export function tellTrials(name: string, found: number, official: number, report: Report): void {
  if (found === official) return;
  report({ type: 'note', text: `${name}: ${found} trials; the owners' list has ${official}` });
}
