/**
 * CN-Celeb (Fan et al. 2020; Li et al. 2022): 3,000 Chinese celebrities in 11 genres, from interviews to singing and drama, more than
 * 600,000 utterances, 16 kHz mono; WAV in version 1, FLAC in version 2 of either part.
 *
 * train: 2,800 speakers, the 800 of CN-Celeb1's dev list (train1) and the 2,000 of CN-Celeb2 (train2); version 2 lists 797 and 1,996.
 * eval: 200 other speakers of CN-Celeb1. Trial lists over the owners' 3,484,292 trials, 196 models against 17,777 recordings: in eval-concat a model is the one
 * recording that the owners joined from a speaker's enrollment utterances, in eval-mean the mean of the embeddings of these utterances.
 * A session is a genre's numbered source. Many utterances are shorter than 2 s; none is left out or joined here.
 * Licence: CC BY-SA 4.0. Owner's page: "OpenSLR 82: CN-Celeb".
 * Layout: CN-Celeb_flac/{data/<speaker>/<genre>-<source>-<number>.flac,dev/dev.lst,eval/{enroll,test,lists}}, and beside it
 * CN-Celeb2_flac/{data,spk.lst}; the folders may also be named CN-Celeb and CN-Celeb2.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { DataError } from '../core/errors';
import type { Report } from '../core/events';
import type { Utterance } from '../manifest/types';
import { evaluationSet, trialsOfJoined, trialsOfMeans } from './cnceleb/evaluation';
import { recordingsOf, speakersIn, type TrainingPart } from './cnceleb/training';
import { type Corpus, type CorpusContext, defineCorpus } from './corpus';
import { locateCorpus, rootOption } from './locate';
import { type OfficialSize, tellSize } from './official-size';
import { pathIn } from './own-lists';
import { findList, tellTrials } from './trial-file';
import { unknownSplit, unknownTrialList } from './unknown-name';

const name = 'cnceleb';
const remedy = 'to get it: the page "OpenSLR 82: CN-Celeb"';
const officialTrials = 3_484_292;
const sizes = {
  train: { speakers: [2800, 2793] },
  train1: { speakers: [800, 797] },
  train2: { speakers: [2000, 1996] },
  eval: { speakers: 200 },
} satisfies Record<string, OfficialSize>;
type Split = keyof typeof sizes;
const splits = Object.keys(sizes);
const trialLists = ['eval-concat', 'eval-mean'];

const options = z.strictObject({ root: rootOption });

export const cnceleb = defineCorpus({
  summary: '3,000 Chinese celebrities in 11 genres; models enrolled by joined audio or by the mean of embeddings',
  source:
    'Fan et al. 2020, CN-Celeb: a challenging Chinese speaker recognition dataset; Li et al. 2022, CN-Celeb: multi-genre speaker recognition',
  options,
  build: corpusOf,
});

function isSplit(split: string): split is Split {
  return Object.hasOwn(sizes, split);
}

function corpusOf({ root }: z.output<typeof options>, context: CorpusContext): Corpus {
  const first = (): string => {
    const names = ['CN-Celeb_flac', 'CN-Celeb', 'CN-Celeb_wav', 'CN-Celeb1'];
    const whereabouts = {
      corpus: name,
      folders: [...names, ...names.map(folder => `cnceleb/${folder}`), ''],
      evidence: ['eval/lists', 'dev/dev.lst'],
      layout: 'CN-Celeb_flac/{data,dev,eval}, and beside it CN-Celeb2_flac/{data,spk.lst}',
      origin: 'the page "OpenSLR 82: CN-Celeb"',
    };
    // The option may name CN-Celeb1's own folder, or the one that holds both parts.
    return locateCorpus(whereabouts, undefined, root === undefined ? context : { root: pathIn(root, context) });
  };
  const secondPlaces = (): string[] =>
    ['CN-Celeb2_flac', 'CN-Celeb2', 'CN-Celeb2_wav'].map(folder => join(dirname(first()), folder));
  const second = (): string[] =>
    secondPlaces()
      .filter(place => existsSync(join(place, 'data')))
      .slice(0, 1);

  async function* training(split: Exclude<Split, 'eval'>, report: Report): AsyncGenerator<Utterance> {
    const folders = [
      ...(split === 'train2' ? [] : [{ folder: first(), list: 'dev/dev.lst' }]),
      ...(split === 'train1' ? [] : second().map(folder => ({ folder, list: 'spk.lst' }))),
    ];
    if (split !== 'train1' && second().length === 0) {
      const fault = { what: 'CN-Celeb2 is not there', expected: `one of ${secondPlaces().join(', ')}`, remedy };
      if (split === 'train2') throw new DataError(fault);
      report({ type: 'note', text: `${name} train: ${fault.what}, so it is CN-Celeb1's part alone` });
    }
    const parts: TrainingPart[] = [];
    for (const { folder, list } of folders) {
      const path = findList([join(folder, list)], `${name}'s list of speakers`, remedy);
      parts.push({ folder, speakers: await speakersIn(path) });
    }
    const listed = new Set(parts.flatMap(({ speakers }) => [...speakers]));
    yield* tellSize(`${name} ${split}`, recordingsOf(parts), sizes[split], report, listed);
  }
  return {
    name,
    splits,
    trialLists,
    utterances(split, report) {
      const known = isSplit(split) ? split : unknownSplit(name, split, splits);
      if (known !== 'eval') return training(known, report);
      return tellSize(`${name} eval`, evaluationSet(first()), sizes.eval, report);
    },
    async trials(list, report) {
      if (!trialLists.includes(list)) unknownTrialList(name, list, trialLists);
      const found = list === 'eval-mean' ? trialsOfMeans(first(), remedy) : await trialsOfJoined(first(), remedy);
      tellTrials(`${name}-${list}`, found.trials.length, officialTrials, report);
      return found;
    },
    inputs: () => [first(), ...second()],
    waveforms: { kind: 'files' },
  };
}
