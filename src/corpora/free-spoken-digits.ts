/**
 * Free Spoken Digit Dataset (Jackson et al.): the ten English digits by 6 speakers, 50 takes each, 8 kHz WAV, 3,000 files.
 * Licence: CC BY-SA 4.0. Owner's page: the repository "free-spoken-digit-dataset". Many takes are shorter than 0.4 s.
 * Layout: recordings/<digit>_<speaker>_<take>.wav.
 */
import { z } from 'zod';
import { sameSessionOption } from './all-pairs';
import { defineCorpus } from './corpus';
import { rootOption } from './locate';
import { treeCorpus } from './tree-corpus';

export const freeSpokenDigits = defineCorpus({
  summary: 'the ten English digits by 6 speakers at 8 kHz; very short',
  source: 'Jackson et al. 2018, Free Spoken Digit Dataset v1.0.8',
  options: z.strictObject({ root: rootOption, same_session: sameSessionOption('keep') }),
  build: (options, context) =>
    treeCorpus(
      {
        corpus: 'free-spoken-digits',
        folders: ['free-spoken-digit-dataset', ''],
        evidence: ['recordings'],
        layout: 'recordings/<digit>_<speaker>_<take>.wav',
        origin: 'the repository "free-spoken-digit-dataset" of its authors',
        splits: { all: { folders: ['recordings'], official: { utterances: 3000, speakers: 6 } } },
        name(path) {
          const [, id, speaker] = /^(\d_([a-z]+)_\d+)\.wav$/.exec(path) ?? [];
          return id === undefined || speaker === undefined ? undefined : { id, speaker };
        },
      },
      options,
      context,
    ),
});
