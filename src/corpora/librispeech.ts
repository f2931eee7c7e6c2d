/**
 * LibriSpeech (Panayotov et al. 2015): 1,000 hours of English audio books read by 2,484 volunteers, 16 kHz FLAC, 60 GB.
 *
 * Contents: the seven splits below; a session is a chapter, and a speaker has one to some. Licence: CC BY 4.0.
 * Owner's page: "OpenSLR 12: LibriSpeech ASR corpus"; its small cut: "OpenSLR 31: Mini LibriSpeech ASR corpus".
 * Layout: <split>/<speaker>/<chapter>/<speaker>-<chapter>-<number>.flac.
 */
import { z } from 'zod';
import { sameSessionOption } from './all-pairs';
import { defineCorpus } from './corpus';
import { rootOption } from './locate';
import { type TreeSplit, treeCorpus } from './tree-corpus';

/** Utterances and speakers of a split: Panayotov et al. 2015, table 1, and a count of the owners' lists. */
const sizes: Readonly<Record<string, readonly [utterances: number, speakers: number]>> = {
  'dev-clean': [2703, 40],
  'test-clean': [2620, 40],
  'dev-other': [2864, 33],
  'test-other': [2939, 33],
  'train-clean-100': [28539, 251],
  'train-clean-360': [104014, 921],
  'train-other-500': [148688, 1166],
};

const splits: Record<string, TreeSplit> = {
  'train-clean-5': { folders: ['train-clean-5'] },
  'dev-clean-2': { folders: ['dev-clean-2'] },
};
for (const [split, [utterances, speakers]] of Object.entries(sizes)) {
  splits[split] = { folders: [split], official: { utterances, speakers } };
}

export const librispeech = defineCorpus({
  summary: 'English audio books, 1,000 hours of 2,484 readers; chapters are sessions',
  source: 'Panayotov et al. 2015, Librispeech: an ASR corpus based on public domain audio books',
  options: z.strictObject({ root: rootOption, same_session: sameSessionOption('keep') }),
  build: (options, context) =>
    treeCorpus(
      {
        corpus: 'librispeech',
        folders: ['LibriSpeech', 'librispeech', ''],
        evidence: Object.keys(splits),
        layout: '<split>/<speaker>/<chapter>/<speaker>-<chapter>-<number>.flac',
        origin: 'the page "OpenSLR 12: LibriSpeech ASR corpus"',
        splits,
        name(path) {
          const [, id, speaker, chapter] = /([^/]*?(\d+)-(\d+)-\d+)\.[a-z0-9]+$/i.exec(path) ?? [];
          if (id === undefined || speaker === undefined) return undefined;
          return { id, speaker, session: `${speaker}-${chapter}` };
        },
      },
      options,
      context,
    ),
});
