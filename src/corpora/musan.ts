/**
 * MUSAN (Snyder et al. 2015): music, speech and noise to mix into training speech; 2,016 recordings, 109 hours, 16 kHz mono WAV, 11 GB.
 *
 * music: 660 of several genres, with and without singing, 42 hours; speech: 426, books read aloud and hearings of the US government, in
 * 12 languages, 60 hours; noise: 930, machines to rain, 6 hours. No speakers are named. Licence: CC BY 4.0; most of it is in the public domain.
 * Owner's page: "OpenSLR 17: MUSAN". Layout: {music,noise,speech}/<source>/<part>-<source>-<number>.wav.
 * A recipe mixes it in by `from: { corpus: musan, part: noise }`.
 */
import { z } from 'zod';
import { defineCorpus } from './corpus';
import { rootOption } from './locate';
import { treeCorpus } from './tree-corpus';

export const musan = defineCorpus({
  summary: 'music, speech and noise to mix into training speech, 109 hours',
  source: 'Snyder, Chen and Povey 2015, MUSAN: A music, speech, and noise corpus',
  options: z.strictObject({ root: rootOption }),
  build: (options, context) =>
    treeCorpus(
      {
        corpus: 'musan',
        folders: ['musan', 'MUSAN', ''],
        evidence: ['noise', 'music'],
        layout: '{music,noise,speech}/<source>/<part>-<source>-<number>.wav',
        origin: 'the page "OpenSLR 17: MUSAN"',
        splits: {
          noise: { folders: ['noise'], official: { utterances: 930 } },
          music: { folders: ['music'], official: { utterances: 660 } },
          speech: { folders: ['speech'], official: { utterances: 426 } },
        },
        name(path, split) {
          const [, id] = /^([^/]+\/[^/]+)\.[a-z0-9]+$/i.exec(path) ?? [];
          return id === undefined ? undefined : { id: `${split}/${id}` };
        },
      },
      options,
      context,
    ),
});
