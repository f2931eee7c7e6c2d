import { mixture } from './mix';

// Kaldi draws from 5, 8, 10 and 15 dB.
export const music = mixture({
  summary: 'music at a random signal-to-noise ratio',
  source: 'kaldi egs/voxceleb/v2/run.sh, steps/data/augment_data_dir.py',
  snr: [5, 15],
  voices: [1, 1],
});
