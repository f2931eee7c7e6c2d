/**
 * VCTK (Yamagishi et al. 2019): 110 English speakers of many accents read some 400 sentences each in one session, 48 kHz, 44 hours, 11 GB.
 * Licence: CC BY 4.0. Owner's page: "CSTR VCTK Corpus: English Multi-speaker Corpus for CSTR Voice Cloning Toolkit" (Edinburgh DataShare).
 * Layout: wav48/<speaker>/<speaker>_<number>.wav; version 0.92 has wav48_silence_trimmed/<speaker>/<speaker>_<number>_mic1.flac, of which mic1 is taken.
 */
import { z } from 'zod';
import { sameSessionOption } from './all-pairs';
import { defineCorpus } from './corpus';
import { rootOption } from './locate';
import { treeCorpus } from './tree-corpus';

const folders = ['wav48_silence_trimmed', 'wav48', 'wav16'];

export const vctk = defineCorpus({
  summary: 'sentences read by 110 English speakers of many accents, one session each',
  source: 'Yamagishi et al. 2019, CSTR VCTK Corpus (version 0.92)',
  options: z.strictObject({ root: rootOption, same_session: sameSessionOption('keep') }),
  build: (options, context) =>
    treeCorpus(
      {
        corpus: 'vctk',
        folders: ['VCTK-Corpus', 'VCTK-Corpus-0.92', 'VCTK', ''],
        evidence: folders,
        layout:
          'wav48/<speaker>/<speaker>_<number>.wav or wav48_silence_trimmed/<speaker>/<speaker>_<number>_mic1.flac',
        origin: 'the page "CSTR VCTK Corpus: English Multi-speaker Corpus for CSTR Voice Cloning Toolkit"',
        splits: { all: { folders } },
        name(path) {
          const [, id, speaker] = /^[^/]+\/((p\d+|s5)_\d+)(?:_mic1)?\.(?:wav|flac)$/.exec(path) ?? [];
          return id === undefined || speaker === undefined ? undefined : { id, speaker };
        },
      },
      options,
      context,
    ),
});
