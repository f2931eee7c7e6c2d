import { z } from 'zod';
import { DataError } from '../core/errors';
import type { Trial, TrialList, Utterance } from '../manifest/types';

/** The option of corpora whose trial lists are made of all pairs. */
export function sameSessionOption(standard: 'keep' | 'drop') {
  return z
    .enum(['keep', 'drop'])
    .default(standard)
    .describe('trials of two utterances of one session (chapter, video): keep, or drop as too easy');
}

/** More pairs than this do not fit in memory as rows, and no result needs them. */
const mostPairs = 20_000_000;

/**
 * Every unordered pair of utterances as a trial, in the order of the rows: n (n − 1) / 2 of them, less what `sameSession` drops.
 * @throws DataError where a row has no speaker, a class of trials is empty, or there would be more than 20 million pairs
 */
export function allPairs(name: string, utterances: readonly Utterance[], sameSession: 'keep' | 'drop'): TrialList {
  const nameless = utterances.find(({ speaker }) => speaker === undefined);
  if (nameless !== undefined) throw new DataError({ what: 'no speaker, so no trial', where: nameless.id });
  const pairs = (utterances.length * (utterances.length - 1)) / 2;
  if (pairs > mostPairs) {
    throw new DataError({
      what: `trial list ${name} is too long`,
      expected: `${mostPairs} pairs at most`,
      found: `${pairs} pairs of ${utterances.length} utterances`,
      remedy: 'take fewer utterances, or a list of trials in a file',
    });
  }
  const trials: Trial[] = [];
  let targets = 0;
  for (let first = 0; first < utterances.length; first++) {
    const enroll = utterances[first]!;
    for (let second = first + 1; second < utterances.length; second++) {
      const test = utterances[second]!;
      const target = enroll.speaker === test.speaker;
      const together = target && enroll.session !== undefined && enroll.session === test.session;
      if (together && sameSession === 'drop') continue;
      if (target) targets++;
      trials.push({ enroll: enroll.id, test: test.id, target });
    }
  }
  if (targets === 0 || targets === trials.length) {
    throw new DataError({
      what: `trial list ${name} lacks ${targets === 0 ? 'target' : 'non-target'} trials`,
      found: `${trials.length} pairs of ${utterances.length} utterances of ${new Set(utterances.map(row => row.speaker)).size} speakers`,
      ...(targets === 0 && sameSession === 'drop' ? { remedy: 'same_session: keep allows pairs of one session' } : {}),
    });
  }
  return { name, trials, utterances };
}
