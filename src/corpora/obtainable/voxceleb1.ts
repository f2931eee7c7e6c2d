import type { Obtainable } from './obtainable';
import { voxcelebLists } from './voxceleb-lists';

const origin = 'the page "VoxCeleb: A large scale audio-visual dataset of human speech"';
/** The owners' file of each trial list, cleaned and original. */
const files: Readonly<Record<string, string>> = {
  o: 'veri_test2.txt',
  'o-original': 'veri_test.txt',
  e: 'list_test_all2.txt',
  'e-original': 'list_test_all.txt',
  h: 'list_test_hard2.txt',
  'h-original': 'list_test_hard.txt',
};

/** What of VoxCeleb1 is free, and whom to ask for its audio. */
export const voxceleb1: Obtainable = {
  licence: 'CC BY 4.0 for the data set; the copyright of the videos stays with their owners',
  archives: voxcelebLists,
  ask: `the audio: fill in the form on ${origin}; unpack vox1_dev_wav and vox1_test_wav below voxceleb1`,
  archivesFor: use => [files[use] ?? []].flat(),
};
