import { existsSync } from 'node:fs';
import { DataError } from '../core/errors';
import type { Trial, TrialList, Utterance } from '../manifest/types';
import { type Line, linesOf } from './lines';

const labels: Readonly<Record<string, boolean>> = { '1': true, '0': false, target: true, nontarget: false };

/**
 * The trials of a file in one of the field's two forms, told apart by line: `1 enroll test` (VoxCeleb, wespeaker) and
 * `enroll test target|nontarget` (Kaldi).
 * @throws DataError that names the line; also where a trial's label contradicts an earlier one, or the list is empty
 */
export async function readTrials(path: string): Promise<Trial[]> {
  const trials: Trial[] = [];
  for await (const line of linesOf(path)) trials.push(trialIn(line));
  if (trials.length === 0) throw new DataError({ what: 'no trial in the list', where: path });
  return trials;
}

function trialIn({ text, where }: Line): Trial {
  const words = text.trim().split(/[ \t]+/);
  const [first, second, third] = words;
  const label = (word: string): boolean | undefined => (Object.hasOwn(labels, word) ? labels[word] : undefined);
  if (words.length === 3 && first !== undefined && second !== undefined && third !== undefined) {
    const leading = first === '0' || first === '1' ? label(first) : undefined;
    const trailing = third === 'target' || third === 'nontarget' || leading === undefined ? label(third) : undefined;
    if (trailing !== undefined) return { enroll: first, test: second, target: trailing };
    if (leading !== undefined) return { enroll: second, test: third, target: leading };
  }
  throw new DataError({
    what: 'not a trial',
    where,
    expected: "'1 enroll test', '0 enroll test' or 'enroll test target|nontarget'",
    found: `'${text.slice(0, 80)}'`,
  });
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
