/**
 * VoxCeleb2 (Chung et al. 2018): 6,112 celebrities in 150,480 videos, 1,128,246 utterances, 2,442 hours, 16 kHz mono AAC in .m4a, 80 GB.
 *
 * dev: 5,994 speakers, 1,092,009 utterances; test: 118 speakers, 36,237 utterances. A session is a video. No speaker of it is in
 * VoxCeleb1 or SITW, as its owners say; it has no trial list of its own: VoxCeleb1's lists o, e and h are its tests.
 * Licence: CC BY 4.0 for the data set; the copyright of the videos stays with their owners.
 * Owner's page: "VoxCeleb: A large scale audio-visual dataset of human speech" (University of Oxford, VGG).
 * Layout: dev/aac/<id>/<video>/<number>.m4a and test/aac/…; copies decoded to WAV have wav for aac, or WAV beside m4a, of which WAV is
 * taken. Also as others unpack it: aac/dev/<id>, dev/<id>, and, of dev alone, aac/<id>, wav/<id> or <id> (clovaai's voxceleb_trainer).
 * vox2_meta.csv beside it names the speakers.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { defineCorpus } from './corpus';
import { rootOption } from './locate';
import { evidenceOf, type TreeSplit, treeCorpus } from './tree-corpus';
import { speakersInMeta } from './voxceleb-meta';

const origin = 'the page "VoxCeleb: A large scale audio-visual dataset of human speech"';
const forms = ['aac', 'wav'];
/** A folder without a name of its own is told by who is in it. */
const firstSpeakers = { dev: 'id00012', test: 'id00017' };
const sizes = { dev: { utterances: 1_092_009, speakers: 5994 }, test: { utterances: 36_237, speakers: 118 } };

/** As the archives unpack, as decoded copies keep it, as it is where each archive has a folder of its own, and without a folder for dev. */
function splitOf(part: 'dev' | 'test'): TreeSplit {
  return {
    folders: [
      ...forms.flatMap(form => [
        `${part}/${form}`,
        `${form}/${part}`,
        `vox2_${part}_${form}/${part}/${form}`,
        `vox2_${part}_${form}/${form}`,
      ]),
      { at: part, holds: firstSpeakers[part] },
      ...(part === 'dev' ? [...forms, ''].map(at => ({ at, holds: firstSpeakers.dev })) : []),
    ],
    official: sizes[part],
    listed(root) {
      const places = [root, join(root, 'meta'), join(root, 'lists'), join(dirname(root), 'lists/voxceleb')].map(place =>
        join(place, 'vox2_meta.csv'),
      );
      return speakersInMeta(
        places.find(path => existsSync(path)),
        part,
      );
    },
  };
}

const splits = { dev: splitOf('dev'), test: splitOf('test') };

export const voxceleb2 = defineCorpus({
  summary: '6,112 celebrities in interviews, 2,442 hours: the training set of the field',
  source: 'Chung et al. 2018, VoxCeleb2: Deep speaker recognition',
  options: z.strictObject({ root: rootOption }),
  build: (options, context) =>
    treeCorpus(
      {
        corpus: 'voxceleb2',
        folders: ['voxceleb2', 'VoxCeleb2', 'vox2', 'voxceleb2_m4a', 'voxceleb2_wav', ''],
        evidence: Object.values(splits).flatMap(({ folders }) => folders.map(evidenceOf)),
        layout: 'dev/aac/<id>/<video>/<number>.m4a and test/aac/…, or wav for aac; or <id>/<video>/<number>',
        origin,
        splits,
        // VoxCeleb1 begins at id10001.
        name(path) {
          const [, id, session, speaker] = /^(((id0\d{4})\/[^/]+)\/\d+)\.[a-z0-9]+$/i.exec(path) ?? [];
          if (id === undefined || session === undefined || speaker === undefined) return undefined;
          return { id, speaker, session };
        },
      },
      options,
      context,
    ),
});
