import type { WorstTrial } from '../analysis/worst-trials';
import { figureGrid, figureMarkup } from './figures';
import { type Markup, markup } from './markup';
import type { Section } from './page';
import type { ListReport, MapReport, SystemReport } from './run-report';
import { dataTable } from './tables';

/** Rows of the table of speakers. */
const mostSpeakers = 15;

/** Everything about one trial list: curves, scores, map, and where the systems fail. */
export function listSection(list: ListReport, place: number): Section {
  const { name, trials, targets, speakers, det, histograms, map, systems } = list;
  const counts = `${grouped(trials)} trials: ${grouped(targets)} target, ${grouped(trials - targets)} non-target, of ${grouped(speakers)} speakers.`;
  return {
    id: `list-${place + 1}`,
    title: `Trials: ${name}`,
    body: [
      markup`<p>${counts}</p>`,
      markup`<div class="grid">${figureMarkup(det)}${mapMarkup(map)}</div>`,
      markup`<h3>Scores</h3>${figureGrid(histograms)}`,
      markup`<h3>Where it fails</h3>
<p class="note">The trials furthest on the wrong side, and the speakers with the highest error rates over their own trials. Listen to these first: wrong labels and broken recordings gather here.</p>
${systems.map((system, at) => failures(system, at === 0))}`,
    ],
  };
}

function mapMarkup(map: MapReport): Markup {
  if ('reason' in map) return markup`<p class="note">No map of embeddings: ${map.reason}.</p>`;
  const shown =
    map.shown === map.of
      ? `all ${grouped(map.of)} embeddings`
      : `${grouped(map.shown)} of ${grouped(map.of)} embeddings`;
  return markup`<div>${figureMarkup(map.figure)}<p class="note">UMAP of ${shown} by cosine. Axes have no unit; near points are alike, the distances between clusters say little.</p></div>`;
}

function failures({ name, threshold, worst, speakers }: SystemReport, open: boolean): Markup {
  const trialColumns = [
    { head: 'Score', kind: 'number' },
    { head: 'Enroll', kind: 'name' },
    { head: 'Test', kind: 'name' },
  ] as const;
  const rows = (trials: readonly WorstTrial[]) =>
    trials.map(({ enroll, test, score }) => [significant(score), enroll, test]);
  return markup`<details${open ? openAttribute : undefined}>
<summary>${name}: equal errors at ${significant(threshold)}</summary>
<div class="grid">
${dataTable('Different speakers, highest scores', trialColumns, rows(worst.accepted))}
${dataTable('Same speaker, lowest scores', trialColumns, rows(worst.rejected))}
</div>
${speakerTable(speakers)}
</details>
`;
}

const openAttribute = markup` open`;

function speakerTable(speakers: SystemReport['speakers']): Markup {
  if (speakers.length === 0) return markup`<p class="note">The speakers of these trials are not known.</p>`;
  const percent = (share: number): string => (100 * share).toFixed(2);
  return dataTable(
    `Hardest speakers, ${Math.min(mostSpeakers, speakers.length)} of ${grouped(speakers.length)}`,
    [
      { head: 'Speaker', kind: 'name' },
      { head: 'EER % of own trials', kind: 'number' },
      { head: 'Misses % at the list’s threshold', kind: 'number' },
      { head: 'False alarms % at it', kind: 'number' },
      { head: 'Target trials', kind: 'number' },
      { head: 'Non-target trials', kind: 'number' },
    ],
    speakers
      .slice(0, mostSpeakers)
      .map(({ name, equalErrorRate, misses, falseAlarms, targets, nontargets }) => [
        name,
        percent(equalErrorRate),
        percent(misses),
        percent(falseAlarms),
        grouped(targets),
        grouped(nontargets),
      ]),
  );
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function significant(score: number): string {
  return Math.abs(score) >= 1 ? score.toFixed(3) : score.toFixed(4);
}
