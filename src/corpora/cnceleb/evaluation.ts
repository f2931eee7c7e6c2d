import { basename, join } from 'node:path';
import { readUtterancesOf } from '../../manifest/name-map';
import type { TrialList, Utterance } from '../../manifest/types';
import { audioBeside, stemOf } from '../audio-beside';
import { mapFrom } from '../lines';
import { findList, labelledTrials, withUtterances } from '../trial-file';
import { recordingsBelow } from '../walk';
import { rowOf } from './row';

/** The joined enrollment recordings and the test recordings, as eval/ has them. */
export async function* evaluationSet(folder: string): AsyncGenerator<Utterance> {
  for (const part of ['enroll', 'test']) {
    const place = join(folder, 'eval', part);
    for await (const path of recordingsBelow(place)) {
      yield rowOf(part === 'test' ? `test/${path}` : stemOf(basename(path)), join(place, path));
    }
  }
}

/** eval-concat: a model is the one recording that lists/enroll.lst gives it, and keeps its name, `id00800-enroll`. */
export async function trialsOfJoined(folder: string, remedy: string): Promise<TrialList> {
  const { trials, list } = readLists(folder, remedy);
  const enrollments = await mapFrom(list('enroll.lst'));
  return withUtterances('eval-concat', trials, id => {
    const audio = audioBeside(join(folder, 'eval'), enrollments.get(id) ?? id);
    return audio === undefined ? undefined : rowOf(id, audio);
  });
}

/** eval-mean: a model is made of the utterances that lists/enroll.map gives it, which lie below data/. */
export function trialsOfMeans(folder: string, remedy: string): TrialList {
  const { trials, list } = readLists(folder, remedy);
  const find = (id: string): Utterance | undefined => {
    const audio = audioBeside(join(folder, id.startsWith('test/') ? 'eval' : 'data'), id);
    return audio === undefined ? undefined : rowOf(id, audio);
  };
  return withUtterances('eval-mean', trials, find, readUtterancesOf(list('enroll.map')));
}

function readLists(folder: string, remedy: string) {
  const list = (file: string): string => findList([join(folder, 'eval/lists', file)], `cnceleb's ${file}`, remedy);
  return { list, trials: labelledTrials(list('trials.lst')) };
}
