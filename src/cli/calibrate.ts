import type { CommandModule } from 'yargs';
import { z } from 'zod';
import { qualityFormNames, qualityMeasureNames } from '../backends/quality-measures';
import { checkedArguments } from './checked-arguments';
import { scoreMapArguments, scoreMapOptions } from './score-map-options';

/** What `svtk calibrate DEV EVAL` is given; absent files are undefined. */
export const calibrateOptions = z.object({
  dev: z.string(),
  scores: z.string(),
  measures: z.array(z.enum(qualityMeasureNames)),
  forms: z.array(z.enum(qualityFormNames)).min(1),
  durations: z.array(z.string()),
  embeddings: z.array(z.string()),
  ...scoreMapArguments,
});
export type CalibrateArguments = z.output<typeof calibrateOptions>;

/** `svtk calibrate`: a map of scores to log-likelihood ratios, fitted on one score file, applied to another. */
export const command: CommandModule = {
  command: 'calibrate <dev> <scores>',
  describe: 'Scores as log-likelihood ratios: logistic regression on development scores, quality measures where asked',
  builder: yargs =>
    scoreMapOptions(yargs)
      .positional('dev', { type: 'string', describe: 'score file with labels to learn from' })
      .positional('scores', { type: 'string', describe: 'score file to calibrate, of other speakers' })
      .option('measures', {
        choices: qualityMeasureNames.filter(name => name !== 'cohort-mean'),
        array: true,
        default: [],
        describe: 'quality measures beside the score',
      })
      .option('forms', {
        choices: qualityFormNames,
        array: true,
        default: ['min', 'max'],
        describe: 'columns that a measure makes of both sides',
      })
      .option('durations', {
        type: 'string',
        array: true,
        default: [],
        describe: "'id seconds' lines (Kaldi's utt2dur), for duration and log-duration",
      })
      .option('embeddings', { type: 'string', array: true, default: [], describe: 'embeddings, for magnitude' })
      .example('$0 calibrate dev.scores eval.scores --out eval.llr', 'affine; the prior is 0.01')
      .example(
        '$0 calibrate dev.scores eval.scores --measures log-duration --durations dev/utt2dur eval/utt2dur -o eval.llr',
        'also by how long both sides are',
      ),
  async handler(argv) {
    const { calibrateScores } = await import('./calibrate-scores');
    process.stdout.write(calibrateScores(checkedArguments(calibrateOptions, argv)));
  },
};
