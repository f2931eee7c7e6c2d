/**
 * VoxCeleb1 (Nagrani et al. 2017): 1,251 celebrities in 22,496 videos, 153,516 utterances, 352 hours, 16 kHz mono WAV, 38 GB.
 *
 * dev: 1,211 speakers, 148,642 utterances; test: the 40 speakers id10270 to id10309, 4,874 utterances. A session is a video.
 * Trial lists: o 37,611 (cleaned; test speakers), e 579,818 and h 550,894 (cleaned; all speakers, so train on VoxCeleb2);
 * as first published: o-original 37,720, e-original 581,480, h-original 552,536.
 * Licence: CC BY 4.0 for the data set; the copyright of the videos stays with their owners.
 * Owner's page: "VoxCeleb: A large scale audio-visual dataset of human speech" (University of Oxford, VGG).
 * Layout: wav/<id>/<video>/<number>.wav, dev and test in one folder or in vox1_dev_wav and vox1_test_wav, or <id>/… at once;
 * lists beside it or in lists/. vox1_meta.csv beside the lists names the speakers.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Utterance } from '../manifest/types';
import { type Corpus, type CorpusContext, defineCorpus } from './corpus';
import { locateCorpus, rootOption } from './locate';
import { type OfficialSize, tellSize } from './official-size';
import { findList, labelledTrials, tellTrials, withUtterances } from './trial-file';
import { unknownSplit, unknownTrialList } from './unknown-name';
import { isPart, type Part, speakersInMeta } from './voxceleb-meta';
import { recordingsBelow } from './walk';

const name = 'voxceleb1';
const origin = 'the page "VoxCeleb: A large scale audio-visual dataset of human speech"';
const audioFolders = ['wav', 'vox1_dev_wav/wav', 'vox1_test_wav/wav', 'dev/wav', 'test/wav'];
/** The first speakers of dev and test, by whom a folder without wav/ is told (clovaai's voxceleb_trainer). */
const firstSpeakers = ['id10001', 'id10270'];
const sizes: Readonly<Record<Part, OfficialSize>> = {
  dev: { utterances: 148_642, speakers: 1211 },
  test: { utterances: 4874, speakers: 40 },
  all: { utterances: 153_516, speakers: 1251 },
};
const splits = Object.keys(sizes);
/** The owners' file names, and how many trials each has. */
const lists: Readonly<Record<string, readonly [file: string, trials: number]>> = {
  o: ['veri_test2.txt', 37_611],
  'o-original': ['veri_test.txt', 37_720],
  e: ['list_test_all2.txt', 579_818],
  'e-original': ['list_test_all.txt', 581_480],
  h: ['list_test_hard2.txt', 550_894],
  'h-original': ['list_test_hard.txt', 552_536],
};

const options = z.strictObject({
  root: rootOption,
  lists: z.string().min(1).optional().describe("folder of the owners' trial lists; by default beside the audio"),
});

export const voxceleb1 = defineCorpus({
  summary: '1,251 celebrities in interviews, 352 hours; trial lists o, e and h, cleaned and original',
  source:
    'Nagrani et al. 2017, VoxCeleb: a large-scale speaker identification dataset; lists e and h: Chung et al. 2018, VoxCeleb2',
  options,
  build: corpusOf,
});

function corpusOf(chosen: z.output<typeof options>, context: CorpusContext): Corpus {
  const folder = (): string =>
    locateCorpus(
      {
        corpus: name,
        folders: ['voxceleb1', 'VoxCeleb1', 'vox1', ''],
        evidence: [...audioFolders, ...firstSpeakers],
        layout:
          'wav/<id>/<video>/<number>.wav, or that below vox1_dev_wav and vox1_test_wav, or <id>/<video>/<number>.wav',
        origin,
      },
      chosen.root,
      context,
    );
  const listFolders = (root: string): string[] => {
    const base = context.root === undefined ? dirname(root) : resolve(context.root);
    return chosen.lists === undefined
      ? [root, join(root, 'lists'), join(base, 'lists/voxceleb')]
      : [resolve(base, chosen.lists)];
  };
  async function* walk(split: Part): AsyncGenerator<Utterance> {
    const root = folder();
    for (const place of placesIn(root)) {
      for await (const path of recordingsBelow(place)) {
        const row = rowOf(path, place);
        if (row !== undefined && (split === 'all' || split === partOf(path))) yield row;
      }
    }
  }
  return {
    name,
    splits,
    trialLists: Object.keys(lists),
    utterances(split, report) {
      const part = isPart(split) ? split : unknownSplit(name, split, splits);
      const meta = listFolders(folder()).map(place => join(place, 'vox1_meta.csv'));
      const listed = speakersInMeta(
        meta.find(path => existsSync(path)),
        part,
      );
      return tellSize(`${name} ${split}`, walk(part), sizes[part], report, listed);
    },
    async trials(list, report) {
      const [file, size] =
        (Object.hasOwn(lists, list) ? lists[list] : undefined) ?? unknownTrialList(name, list, Object.keys(lists));
      const root = folder();
      const path = findList(
        listFolders(root).map(place => join(place, file)),
        `trial list ${list} of ${name}`,
        `to get it: ${origin}, under "Verification"`,
      );
      const trials = labelledTrials(path);
      tellTrials(`${name}-${list}`, trials.length, size, report);
      const places = placesIn(root);
      return withUtterances(list, trials, id => {
        const place = places.find(candidate => existsSync(join(candidate, id)));
        return place === undefined ? undefined : rowOf(id, place);
      });
    },
    inputs() {
      const root = folder();
      const files = listFolders(root).flatMap(place => Object.values(lists).map(([file]) => join(place, file)));
      return [...placesIn(root), ...files].filter(path => existsSync(path));
    },
    waveforms: { kind: 'files' },
  };
}

/** Where recordings are below the corpus's folder. */
function placesIn(root: string): string[] {
  const named = audioFolders.map(path => join(root, path)).filter(path => existsSync(path));
  return firstSpeakers.some(speaker => existsSync(join(root, speaker))) ? [...named, root] : named;
}

/** Ids are written as the trial lists write them; VoxCeleb2's speakers are all below id10000. */
function rowOf(path: string, folder: string): Utterance | undefined {
  const [, session, speaker] = /^((id1\d{4})\/[^/]+)\/\d+\.wav$/.exec(path) ?? [];
  if (session === undefined || speaker === undefined) return undefined;
  return { id: path, audio: join(folder, path), speaker, session };
}

function partOf(path: string): 'dev' | 'test' {
  const speaker = path.slice(0, 7);
  return speaker >= 'id10270' && speaker <= 'id10309' ? 'test' : 'dev';
}
