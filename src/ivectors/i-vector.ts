import { z } from 'zod';
import type { Component } from '../core/registry';

const vad = z.strictObject({
  threshold: z.number().default(5.5).describe('log energy that a frame must exceed, before the mean’s part'),
  mean_scale: z.number().min(0).default(0.5).describe('how much of the recording’s mean log energy is added to it'),
  context: z.int().min(0).max(100).default(0).describe('frames to either side that vote with a frame'),
  proportion: z.number().gt(0).lt(1).default(0.6).describe('share of the votes that a frame needs'),
});

const ubm = z.strictObject({
  sample: z.int().positive().default(500_000).describe('frames that the first iterations hold in memory'),
  first_iterations: z.int().min(1).default(20).describe('of EM on the sample, while components are split'),
  diagonal_iterations: z.int().min(0).default(4).describe('of EM with diagonal covariances on all parts of the set'),
  full_iterations: z.int().min(1).default(4).describe('of EM with full covariances'),
  stride: z.int().min(1).default(5).describe('the iterations after the first take every so many-th frame'),
});

const options = z.strictObject({
  components: z.int().min(2).max(16384).default(2048).describe('Gaussians of the background model'),
  dimension: z.int().min(2).max(2000).default(600).describe('length of an i-vector'),
  delta_order: z.int().min(0).max(3).default(2).describe('2 adds slopes of the features and slopes of slopes'),
  delta_window: z.int().min(1).max(20).default(3).describe('frames to either side that a slope is fitted to'),
  cmn_window: z.int().min(1).default(300).describe('frames of the sliding window whose mean is taken off'),
  vad: vad.prefault({}).describe('which frames are speech, by log energy'),
  ubm: ubm.prefault({}).describe('training of the background model'),
  candidates: z.int().min(1).default(20).describe('components of a frame that are looked at with full covariances'),
  least_posterior: z.number().min(0).lt(0.5).default(0.025).describe('smaller posteriors of components are dropped'),
  iterations: z.int().min(1).default(5).describe('of EM for the total-variability matrix'),
  checkpoint_utterances: z
    .int()
    .positive()
    .default(50_000)
    .describe('utterances of an iteration between checkpoints of its sums; changes no result'),
  threads: z.int().min(1).max(64).default(2).describe('that update the total-variability matrix; changes no result'),
});

export type IVectorOptions = z.output<typeof options>;

/** What a recipe's `model: i-vector` says; it takes no loss and no training. */
export const iVector = {
  summary:
    'i-vectors: full-covariance GMM-UBM and total-variability matrix, as in Kaldi; takes no loss and no training',
  source:
    'Dehak et al. 2011, Front-end factor analysis for speaker verification; kaldi-asr/kaldi@f400766 egs/voxceleb/v1',
  options,
} satisfies Component<typeof options>;
