/**
 * Speakers in the Wild (McLaren et al. 2016): 299 public figures, each on 8 occasions on average, from studios to hand-held
 * cameras; 16 kHz mono FLAC.
 *
 * dev: 119 speakers, eval: 180, none in both. Trial lists: dev-core 338,226 and eval-core 721,788, the condition core-core: enrollment and test of
 * one speaker each; a model of lists/enroll-core.lst is one recording and keeps its name. The recordings are whole: nothing is cut.
 * Speakers and sessions (the source videos) are from keys/meta.lst. 60 speakers of VoxCeleb1, and none of VoxCeleb2, are in SITW.
 * Licence: research only, SRI International. Owner's page: "The Speakers in the Wild (SITW) Speaker Recognition Database".
 * Layout: {dev,eval}/audio/*.flac, {dev,eval}/lists/enroll-core.lst, {dev,eval}/keys/{core-core,meta}.lst; copies as .wav or .sph are found too.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DataError } from '../core/errors';
import type { Utterance } from '../manifest/types';
import { audioBeside } from './audio-beside';
import { type Corpus, type CorpusContext, defineCorpus } from './corpus';
import { linesOf, mapFrom } from './lines';
import { locateCorpus, rootOption } from './locate';
import { tellSize } from './official-size';
import { findList, labelledTrials, tellTrials, withUtterances } from './trial-file';
import { unknownSplit, unknownTrialList } from './unknown-name';

const name = 'sitw';
const origin = 'the page "The Speakers in the Wild (SITW) Speaker Recognition Database"';
/** Speakers: McLaren et al. 2016. The numbers of trials are recalled, not read off the owners' lists: they make a note, never an error. */
const sets = { dev: { speakers: 119, trials: 338_226 }, eval: { speakers: 180, trials: 721_788 } };
type Subset = keyof typeof sets;
const splits = Object.keys(sets);

const options = z.strictObject({ root: rootOption });

export const sitw = defineCorpus({
  summary: '299 public figures in the wild; trial lists dev-core and eval-core',
  source: 'McLaren et al. 2016, The Speakers in the Wild (SITW) speaker recognition database',
  options,
  build: corpusOf,
});

function isSubset(split: string): split is Subset {
  return Object.hasOwn(sets, split);
}

function corpusOf({ root }: z.output<typeof options>, context: CorpusContext): Corpus {
  const folderOf = (set: Subset): string => {
    const whereabouts = {
      corpus: name,
      folders: ['sitw', 'SITW', 'sitw_database.v4', 'SITW/sitw_database.v4', ''],
      evidence: splits.map(split => `${split}/keys/meta.lst`),
      layout: '{dev,eval}/{audio/*.flac,lists/enroll-core.lst,keys/core-core.lst,keys/meta.lst}',
      origin,
    };
    return join(locateCorpus(whereabouts, root, context), set);
  };
  const listOf = (set: Subset, list: string): string =>
    findList([join(folderOf(set), list)], `${list} of ${name} ${set}`, `to get it: ${origin}`);
  async function* walk(set: Subset): AsyncGenerator<Utterance> {
    const folder = folderOf(set);
    for (const [listed, row] of await readMeta(listOf(set, 'keys/meta.lst'))) {
      const audio = audioBeside(folder, listed);
      if (audio !== undefined) yield { id: listed, audio, ...row };
    }
  }
  const trialLists = splits.map(split => `${split}-core`);
  return {
    name,
    splits,
    trialLists,
    async *utterances(split, report) {
      const set = isSubset(split) ? split : unknownSplit(name, split, splits);
      const listed = new Set((await readMeta(listOf(set, 'keys/meta.lst'))).keys());
      yield* tellSize(`${name} ${set}`, walk(set), { utterances: listed.size, speakers: sets[set].speakers }, report);
    },
    async trials(list, report) {
      const set =
        splits.filter(isSubset).find(known => list === `${known}-core`) ?? unknownTrialList(name, list, trialLists);
      const folder = folderOf(set);
      const recordings = await readMeta(listOf(set, 'keys/meta.lst'));
      const enrollments = await mapFrom(listOf(set, 'lists/enroll-core.lst'));
      const trials = labelledTrials(listOf(set, 'keys/core-core.lst'));
      tellTrials(`${name}-${list}`, trials.length, sets[set].trials, report);
      return withUtterances(list, trials, id => {
        const listed = enrollments.get(id) ?? id;
        const audio = audioBeside(folder, listed);
        const row = recordings.get(listed);
        return audio === undefined || row === undefined ? undefined : { id, audio, ...row };
      });
    },
    inputs: () =>
      splits
        .filter(isSubset)
        .map(folderOf)
        .filter(folder => existsSync(folder)),
    waveforms: { kind: 'files' },
  };
}

/** Recording → its speaker and video, by keys/meta.lst: path, speaker, gender, microphone, session and more. */
async function readMeta(path: string): Promise<Map<string, { speaker: string; session: string }>> {
  const rows = new Map<string, { speaker: string; session: string }>();
  for await (const { text, where } of linesOf(path)) {
    const [recording, speaker, , , session] = text.trim().split(/\s+/);
    if (recording === undefined || speaker === undefined || session === undefined) {
      throw new DataError({
        what: 'not a line of meta.lst',
        where,
        expected: '<path> <speaker> <gender> <microphone> <session> …',
      });
    }
    rows.set(recording, { speaker, session: `${speaker}/${session}` });
  }
  return rows;
}
