import { DataError } from '../core/errors';
import { TARGET } from '../manifest/label';
import { someOf } from '../manifest/named-vectors';
import type { TrialTable } from '../manifest/trials';
import type { TrialSides } from '../metrics/bootstrap';

/** Who is drawn anew in a bootstrap: the ids of the trials' sides, where speakers are not known. */
export function sidesById({ names, enroll, test }: TrialTable): TrialSides {
  return { enroll, test, speakers: names.count };
}

/**
 * The speakers of each trial by an utt2spk. An id that is itself a speaker's name, as enrollment models are, needs no
 * line. Throws DataError where an id has no speaker, or a label says otherwise than the speakers.
 */
export function sidesBySpeaker(trials: TrialTable, speakerOf: ReadonlyMap<string, string>): TrialSides {
  const known = new Set(speakerOf.values());
  // Speakers without a trial get no number: to draw them would thin out the others.
  const numbers = new Map<string, number>();
  const unknown: string[] = [];
  const speaker = Int32Array.from({ length: trials.names.count }, (_, index) => {
    const name = trials.names.name(index);
    const own = speakerOf.get(name) ?? (known.has(name) ? name : undefined);
    if (own === undefined) {
      unknown.push(name);
      return -1;
    }
    if (!numbers.has(own)) numbers.set(own, numbers.size);
    return numbers.get(own) ?? -1;
  });
  if (unknown.length > 0) {
    throw new DataError({
      what: 'trials name ids that have no speaker',
      expected: 'a line in utt2spk for each',
      found: someOf(unknown),
    });
  }
  const enroll = trials.enroll.map(name => speaker[name]!);
  const test = trials.test.map(name => speaker[name]!);
  const contrary: string[] = [];
  for (let trial = 0; trial < enroll.length; trial++) {
    if ((enroll[trial] === test[trial]) === (trials.labels[trial] === TARGET)) continue;
    contrary.push(`'${trials.names.name(trials.enroll[trial]!)} ${trials.names.name(trials.test[trial]!)}'`);
  }
  if (contrary.length > 0) {
    throw new DataError({
      what: 'labels of trials contradict the speakers',
      expected: 'target trials within a speaker and nontarget trials between two',
      found: someOf(contrary),
    });
  }
  return { enroll, test, speakers: numbers.size };
}
