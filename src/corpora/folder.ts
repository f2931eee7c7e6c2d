/** A folder of a user's own recordings: <speaker>/…/*.wav (flac, m4a, mp3 …). What lies between speaker and file is the session. */
import { z } from 'zod';
import { sameSessionOption } from './all-pairs';
import { defineCorpus } from './corpus';
import { rootOption } from './locate';
import { treeCorpus } from './tree-corpus';
import { withoutBlanks } from './without-blanks';

export const folder = defineCorpus({
  summary: 'a folder for each speaker: <speaker>/…/*.wav, flac, m4a, mp3 …',
  source: 'the layout that most toolkits take for a corpus of one’s own',
  options: z.strictObject({ root: rootOption, same_session: sameSessionOption('keep') }),
  build: (options, context) =>
    treeCorpus(
      {
        corpus: 'folder',
        folders: [''],
        evidence: ['.'],
        layout: '<speaker>/…/*.wav',
        origin: 'it is yours',
        splits: { all: { folders: [''] } },
        name(path) {
          const parts = path.split('/');
          const [speaker, ...rest] = parts.slice(0, -1);
          if (speaker === undefined) return undefined;
          return {
            id: withoutBlanks(path),
            speaker: withoutBlanks(speaker),
            ...(rest.length === 0 ? {} : { session: [speaker, ...rest].join('/') }),
          };
        },
      },
      options,
      context,
    ),
});
