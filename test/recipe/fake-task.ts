import { z } from 'zod';
import type { Component } from '../../src/core/registry';
import { choice } from '../../src/recipe/choice';
import { count, seconds, share } from '../../src/recipe/quantity';
import type { TaskDefinition } from '../../src/recipe/task-definition';

interface Context {
  readonly speakers: number;
}

interface LossComponent<Options extends z.ZodObject = z.ZodObject> extends Component<Options> {
  build(options: z.output<Options>, context: Context): string;
}

const define = <Options extends z.ZodObject>(component: LossComponent<Options>): LossComponent<Options> => component;

const softmax = define({
  summary: 'Cross-entropy over the speakers.',
  source: 'Snyder et al. 2018, X-vectors, section 2.1',
  options: z.strictObject({ bias: z.boolean().default(true).describe('Add a bias to each class.') }),
  build: ({ bias }, { speakers }) => `softmax of ${speakers}${bias ? ' with bias' : ''}`,
});

const amSoftmax = define({
  summary: 'Additive margin softmax.',
  source: 'Wang et al. 2018, eq. 6',
  options: z.strictObject({
    scale: z.number().positive().default(30).describe('Factor on the cosines.'),
    margin: z.number().min(0).max(1).default(0.2).describe('Taken off the cosine of the true speaker.'),
  }),
  build: ({ scale, margin }, { speakers }) => `am-softmax of ${speakers}, ${scale} × (cos − ${margin})`,
});

/** Two losses, as the shelf of the real ones has them. */
export const losses = { softmax, 'am-softmax': amSoftmax };

const plain = (summary: string, options: z.ZodObject): Component => ({
  summary,
  source: 'made for this test',
  options,
});

const backends = {
  cosine: plain('Cosine.', z.strictObject({})),
  plda: {
    summary: 'Two-covariance PLDA.',
    source: 'made for this test',
    options: z.strictObject({
      lda: z.int().min(1).optional().describe('Dimensions that LDA keeps.'),
      iterations: z.int().min(1).default(10).describe('Of expectation maximisation.'),
    }),
  },
} satisfies Record<string, Component>;

const metrics = {
  eer: plain('Equal error rate.', z.strictObject({})),
  'min-dcf': {
    summary: 'Minimum detection cost.',
    source: 'made for this test',
    options: z.strictObject({ target: z.number().min(0).max(1).default(0.01).describe('Prior of a target trial.') }),
  },
} satisfies Record<string, Component>;

/** A recipe with one of everything a real one has. */
export const recipe = z.strictObject({
  task: z.literal('verification').describe('What is to be done.'),
  seed: z.int().min(0).default(1).describe('Of everything random.'),
  data: z.strictObject({
    root: z.string().describe('Folder of the corpora.'),
    trials: z.array(z.string()).min(1).describe('Trial lists.'),
    max_bad: share().default(0.001).describe('Share of files that may be broken.'),
  }),
  model: z.strictObject({ embedding: z.int().min(1).max(8192).default(256).describe('Dimension.') }).prefault({}),
  loss: choice(losses, 'loss').describe('What is minimised.'),
  training: z.strictObject({
    epochs: z.int().min(1).describe('Passes over the data.'),
    batch: count().default(128).describe('Utterances in a step.'),
    rate: z.number().positive().default(0.1).describe('Learning rate.'),
    crop: seconds().default(2).describe('Length of a training crop.'),
    deterministic: z.boolean().default(false).describe('Bitwise the same from run to run.'),
    precision: z.enum(['fp32', 'bf16']).default('fp32').describe('Of the convolutions.'),
  }),
  backends: z.array(choice(backends, 'backend')).min(1).describe('Scorers.'),
  metrics: z
    .array(choice(metrics, 'metric'))
    .default([{ type: 'eer', options: {} }])
    .describe('Columns of the table.'),
});

export const tasks: Readonly<Record<string, TaskDefinition>> = {
  verification: { summary: 'Are two recordings of one speaker?', recipe, shelves: { losses, backends, metrics } },
};
