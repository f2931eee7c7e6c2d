/**
 * Arabic Speech Commands (Ghandoura et al. 2021): 40 Arabic keywords, 1 s each, 30 speakers with 10 takes a word, 16 kHz WAV, 12,000 files, 384 MB.
 * Licence: CC BY 4.0. Owner's page: the repository "arabic-speech-commands-dataset" of A. Ghandoura.
 * Layout: dataset/<word>/<speaker>_NO_<take>.wav.
 */
import { z } from 'zod';
import { sameSessionOption } from './all-pairs';
import { defineCorpus } from './corpus';
import { rootOption } from './locate';
import { treeCorpus } from './tree-corpus';

export const arabicSpeechCommands = defineCorpus({
  summary: '40 Arabic keywords of 1 s by 30 speakers',
  source:
    'Ghandoura et al. 2021, Building and benchmarking an Arabic Speech Commands dataset for small-footprint keyword spotting',
  options: z.strictObject({ root: rootOption, same_session: sameSessionOption('keep') }),
  build: (options, context) =>
    treeCorpus(
      {
        corpus: 'arabic-speech-commands',
        folders: ['arabic-speech-commands', 'arabic-speech-commands-dataset', ''],
        evidence: ['dataset'],
        layout: 'dataset/<word>/<speaker>_NO_<take>.wav',
        origin: 'the repository "arabic-speech-commands-dataset" of its author A. Ghandoura',
        splits: { all: { folders: ['dataset'], official: { utterances: 12000, speakers: 30 } } },
        name(path) {
          const [, id, speaker] = /^([^/]+\/(\d+)_NO_\d+)\.wav$/.exec(path) ?? [];
          return id === undefined || speaker === undefined ? undefined : { id, speaker };
        },
      },
      options,
      context,
    ),
});
