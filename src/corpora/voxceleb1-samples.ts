/**
 * Utterances of VoxCeleb1 under its first naming, by people's names: <Name>/<video>_<number>.wav, as demonstrations carry them.
 * Two videos a speaker, 16 kHz WAV. Licence: CC BY 4.0 for the data set; the copyright of the videos stays with their owners.
 * Owner's page: "VoxCeleb: A large scale audio-visual dataset of human speech" (University of Oxford, VGG).
 */
import { z } from 'zod';
import { sameSessionOption } from './all-pairs';
import { defineCorpus } from './corpus';
import { rootOption } from './locate';
import { treeCorpus } from './tree-corpus';

export const voxceleb1Samples = defineCorpus({
  summary: "a few VoxCeleb1 utterances under its first naming, by people's names",
  source: 'Nagrani et al. 2017, VoxCeleb: a large-scale speaker identification dataset',
  options: z.strictObject({ root: rootOption, same_session: sameSessionOption('keep') }),
  build: (options, context) =>
    treeCorpus(
      {
        corpus: 'voxceleb1-samples',
        folders: ['VoxCeleb1_samples'],
        evidence: ['.'],
        layout: '<Name>/<video>_<number>.wav',
        origin:
          'the page "VoxCeleb: A large scale audio-visual dataset of human speech"; the first naming is in its older releases',
        splits: { all: { folders: [''] } },
        name(path) {
          const [, speaker, video] = /^([^/]+)\/([^/]{11})_\d{7}\.wav$/.exec(path) ?? [];
          return speaker === undefined ? undefined : { id: path, speaker, session: `${speaker}/${video}` };
        },
      },
      options,
      context,
    ),
});
