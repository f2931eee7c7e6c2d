import type { CommandModule } from 'yargs';
import { z } from 'zod';
import { checkedArguments } from './checked-arguments';
import { scoreMapArguments, scoreMapOptions } from './score-map-options';
import { typedNumber } from './typed-number';

/** What `svtk fuse SCORES…` is given; absent files are undefined. */
export const fuseOptions = z.object({
  scores: z.array(z.string()),
  dev: z.array(z.string()),
  by: z.enum(['logistic', 'z-mean', 'weights']).optional(),
  weights: z.array(typedNumber(z.number())),
  ...scoreMapArguments,
});
export type FuseArguments = z.output<typeof fuseOptions>;

/** `svtk fuse`: one score of several systems' scores of the same trials. */
export const command: CommandModule = {
  command: 'fuse <scores..>',
  describe: 'Join the scores of several systems: by regression on development scores, mean of z-scores, or weights',
  builder: yargs =>
    scoreMapOptions(yargs)
      .positional('scores', { type: 'string', array: true, describe: 'score files of the same trials' })
      .option('dev', {
        type: 'string',
        array: true,
        default: [],
        describe: 'their score files of development trials, in the same order',
      })
      .option('by', {
        choices: ['logistic', 'z-mean', 'weights'],
        describe: 'logistic with --dev, weights with --weights, else z-mean',
      })
      .option('weights', { type: 'string', array: true, default: [], describe: 'a number for each score file' })
      .example('$0 fuse a.scores b.scores --dev a.dev b.dev --out fused', 'logistic regression on a.dev and b.dev')
      .example('$0 fuse a.scores b.scores --weights 0.7 0.3 --out fused', '0.7 a + 0.3 b')
      .example('$0 fuse a.scores b.scores --out fused', 'mean of the scores, each less its mean, over its deviation'),
  async handler(argv) {
    const { fuseScores } = await import('./fuse-scores');
    process.stdout.write(fuseScores(checkedArguments(fuseOptions, argv)));
  },
};
