import { mixture } from './mix';

// Kaldi draws 3 to 7 voices, and from 13, 15, 17 and 20 dB.
export const babble = mixture({
  summary: 'several voices at once, together at a random signal-to-noise ratio',
  source: 'kaldi egs/voxceleb/v2/run.sh, steps/data/augment_data_dir.py',
  snr: [13, 20],
  voices: [3, 7],
});
