import { z } from 'zod';
import { tf } from '../engine/tf';
import { analysis, analysisOptions } from './analysis';
import { cepstrum } from './cepstrum';
import type { FeatureComponent } from './feature';
import { logMel } from './log-mel';
import { cmnOption, subtractMean } from './mean-normalization';
import { melOptions, melRange } from './mel-options';

const options = z
  .strictObject({
    ...analysisOptions,
    ...melOptions,
    mels: z.int().min(2).max(512).default(23).describe('number of mel filters'),
    coefficients: z.int().min(1).max(512).default(13).describe('number of cepstral coefficients, with the 0th'),
    lifter: z.number().min(0).default(22).describe('weight of higher coefficients; 0 leaves them as they are'),
    energy: z.boolean().default(true).describe('whether the log energy of the frame replaces the 0th coefficient'),
    cmn: cmnOption,
  })
  .refine(({ coefficients, mels }) => coefficients <= mels, {
    path: ['coefficients'],
    error: 'expected no more coefficients than mels',
  });

/** Mel-frequency cepstral coefficients. */
export const mfcc = {
  summary: 'Kaldi’s mel-frequency cepstral coefficients (dither 0, snip_edges on)',
  source: 'kaldi src/feat/feature-mfcc.cc; held to kaldi-native-fbank',
  options,
  build(chosen) {
    const { coefficients, mels } = chosen;
    const frame = analysis(chosen);
    const mel = logMel(frame, melRange(chosen));
    const first = chosen.energy ? 1 : 0;
    const made = coefficients - first;
    const transform = cepstrum(mels, { first, count: made, lifter: chosen.lifter });
    return {
      dimension: coefficients,
      frameShift: chosen.frame_shift,
      sampleRate: chosen.sample_rate,
      frames: frame.frames,
      extract(waves) {
        const energies = mel(waves);
        const [batch, count] = energies.shape;
        const plain = tf.matMul(energies.as2D(batch * count, mels), tf.tensor2d(transform, [mels, made]));
        const cepstra = plain.as3D(batch, count, made);
        const values = chosen.energy ? tf.concat3d([frame.logEnergy(waves), cepstra], 2) : cepstra;
        return chosen.cmn === 'utterance' ? subtractMean(values) : values;
      },
    };
  },
} satisfies FeatureComponent<typeof options>;
