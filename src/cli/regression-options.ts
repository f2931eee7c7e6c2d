import type { Argv } from 'yargs';
import { z } from 'zod';
import { typedNumber } from './typed-number';

/** What commands that fit a logistic regression are given. */
export const regressionArguments = {
  prior: typedNumber(z.number().gt(0).lt(1)),
  ridge: typedNumber(z.number().min(0)),
};

/** The options of those commands. */
export function regressionOptions<T>(yargs: Argv<T>): Argv<T> {
  return yargs
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
