import type { PairedSets, UtteranceSet } from '../backends/backend';
import { applyRatio, type Column, fitLogistic, type LinearRatio } from '../backends/logistic-regression';
import { qualityColumns } from '../backends/quality-measures';
import { DataError, UsageError } from '../core/errors';
import { TARGET } from '../manifest/label';
import { isLabelled } from '../manifest/label-scores';
import { visitLines, wordOf } from '../manifest/lines';
import { someOf } from '../manifest/named-vectors';
import { type ScoreTable, writeScores } from '../manifest/scores';
import { readVectors } from '../manifest/vectors';
import type { CalibrateArguments } from './calibrate';
import { scoresText } from './evaluated-scores';
import { readLabelledScores, scoresInOrder } from './labelled-scores';

/** Fits on the development scores, writes the other ones as log-likelihood ratios, and → what to print. */
export function calibrateScores(given: CalibrateArguments): string {
  demandSources(given);
  const [dev, scored] = [
    readLabelledScores(given.dev, given.devTrials, '--dev-trials'),
    scoresInOrder(given.scores, given.trials),
  ];
  const sources = { durations: readDurations(given.durations), magnitudes: readMagnitudes(given.embeddings) };
  const columnsOf = (table: ScoreTable): Column[] => [
    { name: 'score', values: table.scores },
    ...measured(table, given, sources),
  ];
  const columns = columnsOf(dev);
  const targets = dev.labels.map(label => (label === TARGET ? 1 : 0));
  const ratio = fitLogistic(columns, targets, given);
  const scores = applyRatio(ratio, columnsOf(scored));
  writeScores(given.out, scored, scores);
  const learned = `${formula(ratio, columns)}, by ${dev.scores.length.toLocaleString('en')} trials of ${given.dev}\n`;
  return `${learned}${scoresText({ ...scored, scores }, given.out, isLabelled(scored))}`;
}

/** `ratio = 12.3 score + 0.4 min log-duration − 4.56`. */
export function formula({ weights, offset }: LinearRatio, columns: readonly Column[]): string {
  const terms = columns.map(({ name }, place) => [weights[place]!, ` ${name}`] as const);
  const signed = [...terms, [offset, ''] as const].map(([value, name], place) => {
    const sign = value < 0 ? (place === 0 ? '−' : ' − ') : place === 0 ? '' : ' + ';
    return `${sign}${Math.abs(value).toPrecision(6)}${name}`;
  });
  return `ratio = ${signed.join('')}`;
}

/** Measures and what they are read from are given together, or neither. */
function demandSources({ measures, durations, embeddings }: CalibrateArguments): void {
  const wanted = {
    durations: measures.some(name => name.endsWith('duration')),
    magnitudes: measures.includes('magnitude'),
  };
  const faults = [
    wanted.durations && durations.length === 0 ? 'measures of duration need --durations' : '',
    !wanted.durations && durations.length > 0 ? '--durations needs --measures duration or log-duration' : '',
    wanted.magnitudes && embeddings.length === 0 ? 'the measure magnitude needs --embeddings' : '',
    !wanted.magnitudes && embeddings.length > 0 ? '--embeddings needs --measures magnitude' : '',
  ].filter(fault => fault !== '');
  if (faults.length > 0) throw new UsageError(`wrong command line\n  ${faults.join('\n  ')}`);
}

interface Sources {
  readonly durations: ReadonlyMap<string, number>;
  readonly magnitudes: ReadonlyMap<string, number>;
}

function measured(table: ScoreTable, { measures, forms }: CalibrateArguments, sources: Sources): Column[] {
  const ids = Array.from({ length: table.names.count }, (_, name) => table.names.name(name));
  const valuesOf = (known: ReadonlyMap<string, number>, what: string): Float64Array => {
    if (known.size === 0) return new Float64Array(ids.length);
    const missing = ids.filter(id => !known.has(id));
    if (missing.length > 0) throw new DataError({ what: `ids of the scores have no ${what}`, found: someOf(missing) });
    return Float64Array.from(ids, id => known.get(id) ?? 0);
  };
  // A vector of one number has that number's magnitude.
  const set: UtteranceSet = {
    rows: ids.length,
    columns: 1,
    data: valuesOf(sources.magnitudes, 'embedding'),
    durations: valuesOf(sources.durations, 'duration'),
  };
  const pairs = Int32Array.from({ length: 2 * table.enroll.length }, (_, at) =>
    at % 2 === 0 ? table.enroll[at >> 1]! : table.test[at >> 1]!,
  );
  const sets: PairedSets = { enroll: set, test: set, pairs };
  const scorer = { scoreTrials: () => table.scores, scoreAll: () => table.scores };
  return qualityColumns(scorer, sets, { measures, forms });
}

function readDurations(paths: readonly string[]): Map<string, number> {
  const durations = new Map<string, number>();
  for (const path of paths) {
    visitLines(path, line => {
      const seconds = line.words === 2 ? Number(wordOf(line, 1)) : Number.NaN;
      if (!(seconds > 0 && seconds < Infinity)) {
        throw new DataError({
          what: 'line cannot be read',
          where: `${path}:${line.number}`,
          expected: "'id seconds', more than 0",
          found: `${line.words} words`,
        });
      }
      durations.set(wordOf(line, 0), seconds);
      return true;
    });
  }
  return durations;
}

function readMagnitudes(paths: readonly string[]): Map<string, number> {
  const magnitudes = new Map<string, number>();
  for (const path of paths) {
    const { ids, vectors } = readVectors(path);
    ids.forEach((id, row) => {
      const values = vectors.data.subarray(row * vectors.columns, (row + 1) * vectors.columns);
      let squares = 0;
      for (const value of values) squares += value * value;
      magnitudes.set(id, Math.sqrt(squares));
    });
  }
  return magnitudes;
}
