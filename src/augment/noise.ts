import { mixture } from './mix';

// Kaldi draws from 0, 5, 10 and 15 dB.
export const noise = mixture({
  summary: 'one noise at a random signal-to-noise ratio',
  source: 'kaldi egs/voxceleb/v2/run.sh, steps/data/augment_data_dir.py',
  snr: [0, 15],
  voices: [1, 1],
});
