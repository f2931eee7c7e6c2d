import type { RunHistory } from '../../pipeline/run-history';
import type { DrawnFigure } from '../figures/figure';
import type { ResultTable } from '../table';
import { figureGrid } from './figures';
import { commandsOf, environmentOf } from './history-section';
import { type Markup, markup } from './markup';
import { renderPage, type Section } from './page';
import { resultMarkup } from './result-table';
import { dataTable } from './tables';

/** Everything that the page of a table recipe or a sweep says. */
export interface SeriesReport {
  readonly title: string;
  readonly folder: string;
  readonly table: ResultTable;
  /** One figure a trial list and back-end, one line a row. */
  readonly det: readonly DrawnFigure[];
  readonly training: readonly DrawnFigure[];
  readonly pairs: readonly DrawnFigure[];
  /** Rows whose loss logs no pairs. */
  readonly withoutPairs: readonly string[];
  readonly runs: readonly SeriesRun[];
}

export interface SeriesRun {
  readonly row: string;
  /** `<folder>/<name>`, below the folder of experiments. */
  readonly run: string;
  readonly seed: number;
  readonly history: RunHistory;
}

/** The report of several runs that share a table, as one HTML document. */
export function renderSeriesPage(report: SeriesReport): string {
  const { title, folder, table, det, training, runs } = report;
  const sections: Section[] = [
    { id: 'results', title: 'Results', body: resultMarkup(table) },
    {
      id: 'pairs',
      title: 'Hard and satisfied non-target logits while training',
      body: pairsMarkup(report),
    },
    {
      id: 'training',
      title: 'Training',
      body: markup`<p class="note">Loss, accuracy, norms and times are means over a fiftieth of the run.</p>${figureGrid(training)}`,
    },
    { id: 'det', title: 'Detection error tradeoffs', body: figureGrid(det) },
    { id: 'runs', title: 'Runs', body: runsMarkup(runs) },
  ];
  return renderPage({ title, about: [`${folder} · ${runs.length} runs`], sections });
}

function pairsMarkup({ pairs, withoutPairs }: SeriesReport): Markup {
  const without =
    withoutPairs.length === 0
      ? undefined
      : markup`<p class="note">Without these figures, as their loss has no margin or their log is older: ${withoutPairs.join(', ')}.</p>`;
  if (pairs.length === 0) return markup`<p class="note">No row has these figures: none of the losses has a margin.</p>`;
  return markup`<p class="note">A non-target pair is satisfied where its cosine is below the target’s by the margin at least, else hard. The pull is how strongly the loss acts on the cosines of such pairs: AM-Softmax goes on pulling at satisfied pairs, a real margin lets go of them (Li et al. 2022, Real additive margin softmax for speaker verification, section 2 and eq. 12). Means over a fiftieth of the run.</p>
${without}
${figureGrid(pairs)}`;
}

function runsMarkup(runs: readonly SeriesRun[]): Markup {
  const hours = (history: RunHistory): string => {
    const seconds = history.stages.reduce((sum, stage) => sum + stage.seconds, 0);
    return (seconds / 3600).toFixed(seconds < 36_000 ? 3 : 1);
  };
  const said = (history: RunHistory, name: string): string => String(environmentOf(history)[name] ?? '');
  const overview = dataTable(
    'What each row comes from; the report of a run lies in its folder',
    [
      ...[{ head: 'Row' }, { head: 'Run', kind: 'name' as const }, { head: 'Seed', kind: 'number' as const }],
      ...[{ head: 'Hours', kind: 'number' as const }, { head: 'Commit' }, { head: 'TensorFlow' }],
      ...[{ head: 'Processor' }, { head: 'Started (UTC)' }],
    ],
    runs.map(({ row, run, seed, history }) => [
      ...[row, run, seed, hours(history), said(history, 'commit').slice(0, 10), said(history, 'tensorflow')],
      ...[said(history, 'processor'), said(history, 'started').slice(0, 16).replace('T', ' ')],
    ]),
  );
  const commands = [...new Set(runs.flatMap(({ history }) => commandsOf(history)))];
  const recipes = runs.map(
    ({ row, history }) =>
      markup`<details><summary>${row}</summary><pre tabindex="0"><code>${history.recipe}</code></pre></details>\n`,
  );
  return markup`<pre tabindex="0"><code>${commands.join('\n')}</code></pre>
${overview}
<h3>Recipes</h3>
${recipes}`;
}
