/**
 * RIRS_NOISES (Ko et al. 2017): responses of rooms to convolve training speech with, and noises; 16 kHz WAV, 1.3 GB as an archive.
 *
 * simulated: 60,000 mono responses by the image method, 100 in each of 200 small, 200 medium and 200 large rooms (small, medium and large
 * name their own 20,000); real: 325 measured ones of RWCP, the REVERB challenge 2014 and Aachen, many of several channels, which decoding
 * averages; point-noises: 843 noises of single sources, from Freesound; isotropic-noises: 92 recorded in the measured rooms.
 * Together they are the 61,260 files of the archive.
 * Kaldi's x-vector recipes take small and medium, wespeaker takes simulated. Licence: Apache 2.0.
 * Owner's page: "OpenSLR 28: Room Impulse Response and Noise Database".
 * Layout: simulated_rirs/{small,medium,large}room/Room<n>/Room<n>-<m>.wav, real_rirs_isotropic_noises/*.wav, pointsource_noises/*.wav.
 * A recipe uses it by `from: { corpus: rirs-noises, part: simulated }`.
 */
import { z } from 'zod';
import { defineCorpus } from './corpus';
import { rootOption } from './locate';
import { treeCorpus } from './tree-corpus';

const measured = 'real_rirs_isotropic_noises';
const room = (size: string) => ({ folders: [`simulated_rirs/${size}room`], official: { utterances: 20_000 } });

export const rirsNoises = defineCorpus({
  summary: '60,000 simulated and 325 measured room responses, and noises',
  source: 'Ko et al. 2017, A study on data augmentation of reverberant speech for robust speech recognition',
  options: z.strictObject({ root: rootOption }),
  build: (options, context) =>
    treeCorpus(
      {
        corpus: 'rirs-noises',
        folders: ['RIRS_NOISES', 'rirs_noises', 'rirs_noises/RIRS_NOISES', ''],
        evidence: ['simulated_rirs', measured, 'pointsource_noises'],
        layout: 'simulated_rirs/{small,medium,large}room/Room<n>/*.wav, real_rirs_isotropic_noises, pointsource_noises',
        origin: 'the page "OpenSLR 28: Room Impulse Response and Noise Database"',
        splits: {
          simulated: { folders: ['simulated_rirs'], official: { utterances: 60_000 } },
          small: room('small'),
          medium: room('medium'),
          large: room('large'),
          real: { folders: [measured], official: { utterances: 325 } },
          'isotropic-noises': { folders: [measured], official: { utterances: 92 } },
          'point-noises': { folders: ['pointsource_noises'], official: { utterances: 843 } },
        },
        name(path, split) {
          // One folder holds the measured responses and the noises of their rooms: `RVB2014_type1_noise_…`.
          const noise = /_noise[_.]/.test(path);
          if ((split === 'real' && noise) || (split === 'isotropic-noises' && !noise)) return undefined;
          return { id: `${split}/${path}` };
        },
      },
      options,
      context,
    ),
});
