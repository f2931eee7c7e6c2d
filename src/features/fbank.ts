import { z } from 'zod';
import { tf } from '../engine/tf';
import { analysis, analysisOptions } from './analysis';
import type { FeatureComponent } from './feature';
import { logMel } from './log-mel';
import { cmnOption, subtractMean } from './mean-normalization';
import { melOptions, melRange } from './mel-options';

const options = z.strictObject({
  ...analysisOptions,
  ...melOptions,
  mels: z.int().min(1).max(512).default(80).describe('number of mel filters'),
  energy: z.boolean().default(false).describe('whether the log energy of the frame stands before the mel values'),
  cmn: cmnOption,
});

/** Log mel filter-bank energies. */
export const fbank = {
  summary: 'Kaldi’s log mel filter-bank energies (dither 0, snip_edges on)',
  source: 'kaldi src/feat/feature-fbank.cc; held to kaldi-native-fbank',
  options,
  build(chosen) {
    const frame = analysis(chosen);
    const mel = logMel(frame, melRange(chosen));
    return {
      dimension: chosen.mels + (chosen.energy ? 1 : 0),
      frameShift: chosen.frame_shift,
      sampleRate: chosen.sample_rate,
      frames: frame.frames,
      extract(waves) {
        const plain = mel(waves);
        const values = chosen.energy ? tf.concat3d([frame.logEnergy(waves), plain], 2) : plain;
        return chosen.cmn === 'utterance' ? subtractMean(values) : values;
      },
    };
  },
} satisfies FeatureComponent<typeof options>;
