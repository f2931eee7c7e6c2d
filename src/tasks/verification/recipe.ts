import { z } from 'zod';
import { augmentations } from '../../augment';
import { backends } from '../../backends';
import { corpora } from '../../corpora';
import { features } from '../../features';
import { losses } from '../../losses';
import { metrics } from '../../metrics';
import { models as networks } from '../../models';
import { choice } from '../../recipe/choice';
import { oneOrMore } from '../../recipe/one-or-more';
import { seconds, share } from '../../recipe/quantity';
import { optimizers } from '../../training/optimizers';
import { schedules } from '../../training/schedules';
import { marginScheduleOptions } from '../../training/schedules/margin';
import { specAugmentOptions } from '../../training/spec-augment';
import { modelConflicts } from './model-conflicts';
import { models } from './models';
import { nameConflicts } from './name-conflicts';
import { pairConflicts } from './pair-conflicts';
import { readingConflicts } from './reading-conflicts';
import { startOptions } from './start';
import { trainingConflicts } from './training-conflicts';

const trainingSet = z.strictObject({
  corpus: choice(corpora, 'corpus').describe('where the recordings come from'),
  split: z.string().default('train').describe('which part of the corpus'),
});

const trialSet = z.strictObject({
  corpus: choice(corpora, 'corpus').describe('where the recordings come from'),
  list: z.string().describe('which of the corpus’s trial lists'),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$/, 'expected letters, digits, dots, underscores and hyphens')
    .optional()
    .describe('heading of its columns; <corpus>-<list> by default'),
});

const calibrationSet = trialSet.pick({ corpus: true, list: true });

const copies = z.strictObject({
  share: share().describe('copies for each utterance, at most one: 0.946 is 140,000 of 148,000'),
  augment: z.array(choice(augmentations, 'augmentation')).min(1).describe('what is done to them, in this order'),
});

const data = z.strictObject({
  root: z.string().optional().describe('folder that holds the corpora; relative folders of sounds are below it too'),
  train: oneOrMore(trainingSet)
    .optional()
    .describe('training speakers; a network of others needs them only where back-ends learn'),
  copies: copies
    .optional()
    .describe('augmented copies of training utterances, made once and kept beside them; back-ends learn from them too'),
  trials: z.array(trialSet).min(1).describe('trial lists to score, one block of columns each'),
  calibration: calibrationSet
    .optional()
    .describe('trials that calibrations and fusions are fitted on, of other speakers than data.trials; never reported'),
  max_bad: share()
    .default(0.001)
    .describe('share of training recordings that may be unusable; evaluation sets allow none'),
  allow_overlap: z
    .boolean()
    .default(false)
    .describe('whether trial lists may have speakers of the training set; their error rates then say little'),
});

const validation = z.strictObject({
  corpus: choice(corpora, 'corpus').describe('where the recordings come from'),
  list: z.string().describe('which of the corpus’s trial lists; none that data.trials scores'),
  every_steps: z.int().positive().describe('steps between evaluations; there is one at the end too'),
  patience: z
    .int()
    .positive()
    .optional()
    .describe('evaluations in a row without improvement after which training stops; absent = it runs to its end'),
  min_delta: share().default(0).describe('the least fall of the EER that is an improvement'),
  keep: z
    .enum(['last', 'best'])
    .default('last')
    .describe('the network that training ends with: the last, or that of the lowest EER'),
});

const average = z.strictObject({
  last: z.int().min(2).describe('how many networks the mean is of'),
  every_epochs: z.number().positive().default(1).describe('epochs between them; the end of training counts too'),
});

const training = z.strictObject({
  start: startOptions
    .optional()
    .describe('what the network begins as; absent = drawn by the seed. With epochs: 0 it stays so'),
  epochs: z.number().min(0).describe('passes through the training utterances; 0 leaves the network as it starts'),
  batch: z.int().min(2).default(64).describe('crops in a batch'),
  accumulate: z
    .int()
    .positive()
    .default(1)
    .describe('batches of a step, their gradients averaged; batch norm takes each batch by itself'),
  crop: seconds().default(2).describe('length of a crop; shorter utterances are repeated'),
  crops_per_utterance: z.int().positive().default(1).describe('crops of each utterance in an epoch'),
  sampling: z
    .enum(['utterances', 'speakers', 'pairs'])
    .default('utterances')
    .describe(
      'utterances: each as often as the others; speakers: each speaker as often as the others; pairs: so too, two utterances at a time',
    ),
  augment: z.array(choice(augmentations, 'augmentation')).default([]).describe('what is done to crops, in this order'),
  spec_augment: specAugmentOptions.optional().describe('masks over features; {} = the defaults, absent = none'),
  optimizer: choice(optimizers, 'optimizer').prefault('sgd').describe('update rule'),
  learning_rate: choice(schedules, 'schedule').describe('learning rate over the steps'),
  margin: marginScheduleOptions.prefault({}).describe('growth of the loss’s margin'),
  clip_norm: z.number().min(0).default(0).describe('largest L2 norm of the gradient; 0 = no limit'),
  precision: z.enum(['fp32', 'bf16']).default('fp32').describe('bf16: convolutions in bfloat16, weights in float32'),
  validation: validation
    .optional()
    .describe('a development list whose EER, cosine of whole utterances, is measured while training; absent = none'),
  average: average
    .optional()
    .describe('ends with the mean of the last networks, batch-norm statistics too; absent = with the last network'),
  workers: z.int().min(1).max(64).default(1).describe('threads that cut and augment crops; changes no result'),
  checkpoint_steps: z.int().positive().default(100).describe('steps between checkpoints'),
  log_steps: z
    .int()
    .positive()
    .default(1)
    .describe('steps from one row of metrics.jsonl to the next; the last has a row in any case'),
});

const reading = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$/, 'expected letters, digits, dots, underscores and hyphens')
    .describe('of its row, and of the folder of its embeddings and scores'),
  model: choice(networks, 'model').describe(
    'the recipe’s model with other options of reading: embedding_layer, frame_level',
  ),
});

const extraction = z.strictObject({
  precision: z.enum(['fp32', 'bf16']).default('fp32').describe('of the network; features are always fp32'),
  readings: z
    .array(reading)
    .default([])
    .describe('further systems of the trained network, each a row of its own: its weights read another way'),
});

const keys = z.strictObject({
  task: z.literal('verification').describe('which kind of experiment'),
  title: z.string().optional().describe('heading of the table'),
  name: z.string().optional().describe('name of the row in the table; the loss by default'),
  seed: z.int().min(0).default(1).describe('of weights, order, crops, augmentation and intervals'),
  data: data.describe('recordings to train on and trials to score'),
  features: choice(features, 'feature').describe('frames from samples'),
  model: choice(models, 'model').describe('network from frames to an embedding, or i-vectors'),
  loss: choice(losses, 'loss').optional().describe('training criterion of a network'),
  training: training.optional().describe('how a network is trained'),
  extraction: extraction.prefault({}).describe('how embeddings are computed'),
  backends: z.array(choice(backends, 'back-end')).min(1).describe('how embeddings are compared'),
  metrics: z.array(choice(metrics, 'metric')).min(1).describe('what is measured on each trial list'),
  intervals: z.int().min(0).default(1000).describe('bootstrap resamples for 95 % intervals; 0 = none'),
  untrained: z.boolean().default(false).describe('a row for the network before training'),
});

/** The recipe of a speaker-verification experiment, as docs/recipes.md describes it. */
export const verificationRecipe = keys.superRefine((recipe, context) => {
  const { data, training } = recipe;
  const conflicts = [
    ...modelConflicts(recipe),
    ...readingConflicts(recipe),
    ...pairConflicts(recipe),
    ...nameConflicts(recipe),
    ...(training === undefined ? [] : trainingConflicts(data.trials, training)),
  ];
  for (const conflict of conflicts) context.addIssue({ ...conflict });
});

export type VerificationRecipe = z.output<typeof verificationRecipe>;
