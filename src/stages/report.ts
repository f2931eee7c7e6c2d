import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readAudioList } from '../audio/audio-lists';
import { withShards } from '../audio/shards';
import { writeAtomically } from '../core/atomic-write';
import { readMetricColumns } from '../pipeline/metric-columns';
import { readRunHistory, runIn } from '../pipeline/run-history';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import { draw, standalone } from '../report/figures/draw';
import type { DrawnFigure } from '../report/figures/figure';
import { trainingCurves } from '../report/figures/training-columns';
import { trainingFigures } from '../report/figures/training-figures';
import { renderRunPage } from '../report/html/run-page';
import type { AudioReport, RunReport } from '../report/html/run-report';
import { readTable } from '../report/read-table';
import { runFiguresText, storedCurves } from '../report/run-figures';
import { type ReportedList, reportList } from './report-list';

/** A folder of shards and what it holds: a trial list's recordings, the training set's. */
export interface ReportedSet {
  readonly name: string;
  /** Sets of lists before it, which hold what it shares with them. */
  readonly beside: readonly string[];
  readonly shards: Artifact;
}

export interface ReportPlan {
  readonly title: string;
  /** The recipe, which the page prints: it is stale when the recipe is. */
  readonly recipe: unknown;
  readonly seed: number;
}

export interface ReportInputs {
  /** table.json. */
  readonly table: Artifact;
  /** The trained network, whose training has curves; absent where nothing is trained step by step. */
  readonly network?: Artifact;
  readonly sets: readonly ReportedSet[];
  readonly lists: readonly ReportedList[];
}

/** The run as one page of HTML, report.html, that needs no other file; its figures once more as SVG files, and what they are drawn of. */
export function report(
  { title, recipe, seed }: ReportPlan,
  { table, network, sets, lists }: ReportInputs,
): StageMaking<'page' | 'figures' | 'data'> {
  return defineStage({
    name: 'report',
    settings: {
      title,
      recipe,
      lists: lists.map(({ name, systems }) => ({ name, systems: systems.map(at => at.name) })),
    },
    reads: [
      ...new Set([
        table,
        ...(network === undefined ? [] : [network]),
        ...sets.map(({ shards }) => shards),
        ...lists.flatMap(({ utterances, sets, models, systems }) => [
          ...[utterances, ...sets.map(({ shards }) => shards), models],
          ...systems.flatMap(({ results, scores, vectors }) => [results, scores, vectors]),
        ]),
      ]),
    ],
    code: ['stages/report'],
    makes: { page: 'report.html', figures: 'figures', data: 'report.json' },
    async run(io, made) {
      const page = io.path(made.page);
      const directory = dirname(page); // of the run: its own records lie beside what its stages make
      const { path, metrics } = runIn(directory);
      const columns = network === undefined ? new Map() : await readMetricColumns(metrics, network.producer.name);
      const training = { name: title, curves: trainingCurves(columns) };
      const listReports = [];
      for (const [place, list] of lists.entries()) {
        io.signal.throwIfAborted();
        listReports.push(await reportList(list, io.path, seed));
        io.report({ type: 'progress', stage: 'report', done: place + 1, total: lists.length, unit: 'lists' });
      }
      const content: RunReport = {
        title,
        run: path.split('/').slice(-2).join('/'),
        table: readTable(io.path(table)),
        training: await Promise.all(trainingFigures('training', [training]).map(draw)),
        pairs: await Promise.all(trainingFigures('pairs', [training]).map(draw)),
        lists: listReports.map(({ page }) => page),
        audio: sets.map(({ name, beside, shards }) => ({ set: name, beside, ...audioOf(io.path(shards)) })),
        history: readRunHistory(directory),
      };
      writeFigures(io.path(made.figures), figuresOf(content));
      const data = { training: storedCurves(training), lists: listReports.map(({ figures }) => figures) };
      writeAtomically(io.path(made.data), runFiguresText(data));
      writeAtomically(page, renderRunPage(content));
    },
  });
}

function figuresOf({ training, pairs, lists }: RunReport): DrawnFigure[] {
  return [
    ...training,
    ...pairs,
    ...lists.flatMap(({ det, histograms, map }) => [det, ...histograms, ...('figure' in map ? [map.figure] : [])]),
  ];
}

/** Each figure as `<file>.svg` in a folder of its own; those of an earlier report are gone. */
export function writeFigures(folder: string, figures: readonly DrawnFigure[]): void {
  rmSync(folder, { recursive: true, force: true });
  for (const figure of figures) writeAtomically(join(folder, `${figure.file}.svg`), standalone(figure));
}

/** Rows of a list of recordings that the page names. */
const mostRecordings = 200;

function audioOf(shards: string): Omit<AudioReport, 'set' | 'beside'> {
  return {
    utterances: withShards(shards, index => index.count),
    bad: readAudioList(shards, 'bad', mostRecordings),
    suspicious: readAudioList(shards, 'suspicious', mostRecordings),
  };
}
