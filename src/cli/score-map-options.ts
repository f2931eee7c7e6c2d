import type { Argv } from 'yargs';
import { z } from 'zod';
import { typedNumber } from './typed-number';

const path = z.string().optional();

/** What commands that fit a map of scores on development scores, and write mapped ones, are given; absent files are undefined. */
export const scoreMapArguments = {
  devTrials: path,
  trials: path,
  out: z.string({ error: 'give the score file to write' }),
  prior: typedNumber(z.number().gt(0).lt(1)),
  ridge: typedNumber(z.number().min(0)),
};

/** The options of those commands. */
export function scoreMapOptions<T>(yargs: Argv<T>): Argv<T> {
  return yargs
    .option('dev-trials', {
      type: 'string',
      requiresArg: true,
      describe: 'trial list with the labels of the development scores, where they have none',
    })
    .option('trials', {
      type: 'string',
      requiresArg: true,
      describe: 'trial list with the labels of the scores to map: its trials are written, in its order',
    })
    .option('out', { type: 'string', requiresArg: true, alias: 'o', describe: 'score file to write' })
    .option('prior', {
      type: 'string',
      default: '0.01',
      requiresArg: true,
      describe: 'prior of a target trial at which the ratios shall cost least',
    })
    .option('ridge', {
      type: 'string',
      default: '0',
      requiresArg: true,
      describe: 'half of it times the squared weights, of columns with unit variance, is added to the cost',
    });
}
