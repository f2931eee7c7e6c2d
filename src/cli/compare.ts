import type { CommandModule } from 'yargs';
import { z } from 'zod';
import { checkedArguments } from './checked-arguments';
import { typedNumber } from './typed-number';

/** What `svtk compare A B` is given; absent files are undefined. */
export const compareOptions = z.object({
  first: z.string(),
  second: z.string(),
  trials: z.string().optional(),
  utt2spk: z.string().optional(),
  priors: z.array(typedNumber(z.number().gt(0).lt(1))),
  resamples: typedNumber(z.int().min(1)),
  seed: typedNumber(z.int().min(0)),
  json: z.boolean(),
});
export type CompareArguments = z.output<typeof compareOptions>;

/** `svtk compare`: is one system better than the other, or is it a tie? */
export const command: CommandModule = {
  command: 'compare <first> <second>',
  describe: 'Test two systems on the same trials: difference, 95 % interval and p-value by paired bootstrap',
  builder: yargs =>
    yargs
      .positional('first', { type: 'string', describe: 'a run directory, or a score file' })
      .positional('second', { type: 'string', describe: 'another of the same kind' })
      .option('trials', {
        type: 'string',
        requiresArg: true,
        describe: 'trial list with labels, where the score files have none',
      })
      .option('utt2spk', {
        type: 'string',
        requiresArg: true,
        describe: 'speaker of each id, who are drawn; runs know theirs',
      })
      .option('priors', {
        type: 'string',
        array: true,
        default: ['0.01', '0.001'],
        describe: 'target priors for minDCF',
      })
      .option('resamples', { type: 'string', default: '1000', describe: 'bootstrap resamples' })
      .option('seed', { type: 'string', default: '1', describe: 'seed of the bootstrap' })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 compare exp/am/default exp/real-am/default', 'every trial list and back-end that both runs have')
      .example('$0 compare a.scores b.scores --utt2spk utt2spk', 'two score files, speakers drawn'),
  async handler(argv) {
    const given = checkedArguments(compareOptions, argv);
    const { compareFiles } = await import('./compare-files');
    const { comparisonText } = await import('./comparison-text');
    const compared = compareFiles(given);
    const { first, second, resamples, seed } = given;
    process.stdout.write(
      given.json
        ? `${JSON.stringify({ first, second, resamples, seed, compared }, null, 2)}\n`
        : comparisonText(given, compared),
    );
  },
};
