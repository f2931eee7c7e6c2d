import { DataError } from '../core/errors';
import { someOf } from '../manifest/named-vectors';
import type { TrialList } from '../manifest/types';

/**
 * Holds a trial list to what scoring will ask of it, before anything is trained for it: trials of both classes, and labels that say
 * the same as the speakers, where these are known. Throws DataError.
 */
export function demandTrials({ name, trials, utterances, models }: TrialList): void {
  const targets = trials.reduce((sum, { target }) => sum + (target ? 1 : 0), 0);
  if (targets === 0 || targets === trials.length) {
    throw new DataError({
      what: `trial list ${name} lacks ${targets === 0 ? 'target' : 'nontarget'} trials`,
      expected: 'some of both classes: no error rate can be measured on one',
      found: `${targets} target and ${trials.length - targets} nontarget trials`,
    });
  }
  const speakers = new Map(utterances.map(({ id, speaker }) => [id, speaker]));
  if (utterances.some(({ speaker }) => speaker === undefined)) return;
  for (const [model, [first = '']] of models ?? []) speakers.set(model, speakers.get(first));
  const contrary = trials.filter(({ enroll, test, target }) => {
    const [one, other] = [speakers.get(enroll), speakers.get(test)];
    return one !== undefined && other !== undefined && (one === other) !== target;
  });
  if (contrary.length === 0) return;
  throw new DataError({
    what: `labels of the trial list ${name} contradict the speakers`,
    expected: 'target trials within a speaker and nontarget trials between two',
    found: someOf(contrary.map(({ enroll, test }) => `'${enroll} ${test}'`)),
  });
}
