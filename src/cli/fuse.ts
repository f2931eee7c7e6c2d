import type { CommandModule } from 'yargs';
import { z } from 'zod';
import { checkedArguments } from './checked-arguments';
import { regressionArguments, regressionOptions } from './regression-options';
import { typedNumber } from './typed-number';

const path = z.string().optional();

/** What `svtk fuse SCORES…` is given; absent files are undefined. */
export const fuseOptions = z.object({
  scores: z.array(z.string()),
  dev: z.array(z.string()),
  devTrials: path,
  trials: path,
  by: z.enum(['logistic', 'z-mean', 'weights']).optional(),
  weights: z.array(typedNumber(z.number())),
  out: z.string({ error: 'give the score file to write' }),
  ...regressionArguments,
});
export type FuseArguments = z.output<typeof fuseOptions>;

/** `svtk fuse`: one score of several systems' scores of the same trials. */
export const command: CommandModule = {
  command: 'fuse <scores..>',
  describe: 'Join the scores of several systems: by regression on development scores, mean of z-scores, or weights',
  builder: yargs =>
    regressionOptions(yargs)
      .positional('scores', { type: 'string', array: true, describe: 'score files of the same trials' })
      .option('dev', {
        type: 'string',
        array: true,
        default: [],
        describe: 'their score files of development trials, in the same order',
      })
      .option('dev-trials', {
        type: 'string',
        requiresArg: true,
        describe: 'trial list with the labels of the development scores, where they have none',
      })
      .option('trials', { type: 'string', requiresArg: true, describe: 'trial list with labels of the scores' })
      .option('by', {
        choices: ['logistic', 'z-mean', 'weights'],
        describe: 'logistic with --dev, weights with --weights, else z-mean',
      })
      .option('weights', { type: 'string', array: true, default: [], describe: 'a number for each score file' })
      .option('out', { type: 'string', requiresArg: true, alias: 'o', describe: 'score file to write' })
      .example('$0 fuse a.scores b.scores --dev a.dev b.dev --out fused', 'logistic regression on a.dev and b.dev')
      .example('$0 fuse a.scores b.scores --weights 0.7 0.3 --out fused', '0.7 a + 0.3 b')
      .example('$0 fuse a.scores b.scores --out fused', 'mean of the scores, each less its mean, over its deviation'),
  async handler(argv) {
    const { fuseScores } = await import('./fuse-scores');
    process.stdout.write(fuseScores(checkedArguments(fuseOptions, argv)));
  },
};
