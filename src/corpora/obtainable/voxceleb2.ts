import type { Obtainable } from './obtainable';
import { voxceleb2Lists } from './voxceleb-lists';

const origin = 'the page "VoxCeleb: A large scale audio-visual dataset of human speech"';

/** What of VoxCeleb2 is free, and whom to ask for its audio. */
export const voxceleb2: Obtainable = {
  licence: 'CC BY 4.0 for the data set; the copyright of the videos stays with their owners',
  archives: voxceleb2Lists,
  // The list of speakers is good to have; no split needs it.
  archivesFor: () => [],
  ask: `fill in the form on ${origin}; unpack vox2_dev_aac and vox2_test_aac below voxceleb2`,
};
