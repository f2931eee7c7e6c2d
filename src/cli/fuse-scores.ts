import { applyRatio, type Column, fitLogistic, type LinearRatio } from '../backends/logistic-regression';
import { zMeanRatio } from '../backends/z-mean';
import { UsageError } from '../core/errors';
import { TARGET } from '../manifest/label';
import { isLabelled } from '../manifest/label-scores';
import { scoresOfSameTrials } from '../manifest/same-trials';
import { type ScoreTable, writeScores } from '../manifest/scores';
import { formula } from './calibrate-scores';
import { scoresText } from './evaluated-scores';
import type { FuseArguments } from './fuse';
import { readLabelledScores, scoresInOrder } from './labelled-scores';

/** Joins score files of the same trials, writes the result, and → what to print. */
export function fuseScores(given: FuseArguments): string {
  const by = given.by ?? (given.dev.length > 0 ? 'logistic' : given.weights.length > 0 ? 'weights' : 'z-mean');
  demandTogether(given, by);
  const { table, columns } = readSystems(given.scores, path => scoresInOrder(path, given.trials));
  const ratio = ratioOf(given, by, columns);
  const scores = applyRatio(ratio, columns);
  writeScores(given.out, table, scores);
  return `${formula(ratio, columns)}, ${learnedFrom(given, by)}\n${scoresText({ ...table, scores }, given.out, isLabelled(table))}`;
}

type Rule = NonNullable<FuseArguments['by']>;

function ratioOf(
  { dev, devTrials, weights, prior, ridge }: FuseArguments,
  by: Rule,
  columns: readonly Column[],
): LinearRatio {
  if (by === 'weights') return { weights: Float64Array.from(weights), offset: 0 };
  if (dev.length === 0) return zMeanRatio(columns);
  const known = readSystems(dev, path => readLabelledScores(path, devTrials, '--dev-trials'));
  if (by === 'z-mean') return zMeanRatio(known.columns);
  const targets = known.table.labels.map(label => (label === TARGET ? 1 : 0));
  return fitLogistic(known.columns, targets, { prior, ridge });
}

function learnedFrom({ dev, prior }: FuseArguments, by: Rule): string {
  if (by === 'weights') return 'as given';
  const from = dev.length === 0 ? 'the scores themselves' : dev.join(' ');
  return by === 'z-mean' ? `means and deviations of ${from}` : `by ${from} at a prior of ${prior}`;
}

/** The systems' scores as columns, in the order of the first file's trials. */
function readSystems(
  paths: readonly string[],
  read: (path: string) => ScoreTable,
): { readonly table: ScoreTable; readonly columns: readonly Column[] } {
  const [path = '', ...others] = paths;
  const table = read(path);
  const columns = others.map(other => ({
    name: other,
    values: scoresOfSameTrials({ path, table }, { path: other, table: read(other) }),
  }));
  return { table, columns: [{ name: path, values: table.scores }, ...columns] };
}

function demandTogether({ scores, dev, weights }: FuseArguments, by: Rule): void {
  const each = (given: readonly unknown[], option: string): string =>
    given.length > 0 && given.length !== scores.length
      ? `${option}: expected ${scores.length}, one for each score file, found ${given.length}`
      : '';
  const faults = [
    scores.length < 2 ? `a fusion needs two score files or more, found ${scores.length}` : '',
    each(dev, '--dev'),
    each(weights, '--weights'),
    by === 'logistic' && dev.length === 0 ? '--by logistic needs --dev' : '',
    by === 'weights' && weights.length === 0 ? '--by weights needs --weights' : '',
    by !== 'weights' && weights.length > 0 ? `--weights are not for --by ${by}` : '',
    by === 'weights' && dev.length > 0 ? '--dev is not for --by weights' : '',
  ].filter(fault => fault !== '');
  if (faults.length > 0) throw new UsageError(`wrong command line\n  ${faults.join('\n  ')}`);
}
