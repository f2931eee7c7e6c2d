import { audioSection } from './audio-section';
import { figureGrid } from './figures';
import { environmentOf, historySections } from './history-section';
import { listSection } from './list-section';
import { type Markup, markup } from './markup';
import { renderPage, type Section } from './page';
import { resultMarkup } from './result-table';
import type { RunReport } from './run-report';

/** The report of one run as one HTML document. */
export function renderRunPage(report: RunReport): string {
  const { title, run, table, training, pairs, lists, audio, history } = report;
  const { started = '', svtk = '' } = environmentOf(history);
  const sections: Section[] = [
    { id: 'results', title: 'Results', body: resultMarkup(table) },
    { id: 'training', title: 'Training', body: trainingMarkup(training) },
    { id: 'pairs', title: 'Hard and satisfied pairs', body: pairsMarkup(pairs) },
    ...lists.map(listSection),
    audioSection(audio),
    ...historySections(history),
  ];
  return renderPage({
    title,
    about: [`${run} · started ${String(started).slice(0, 16).replace('T', ' ')} UTC · svtk ${String(svtk)}`],
    sections,
  });
}

export function trainingMarkup(figures: RunReport['training']): Markup {
  if (figures.length === 0) return markup`<p class="note">Nothing was trained: there are no curves.</p>`;
  return markup`<p class="note">Faint: every step, long runs as the least and the greatest value of each stretch. Strong: mean over a fiftieth of the run.</p>
${figureGrid(figures)}`;
}

export function pairsMarkup(figures: RunReport['pairs']): Markup {
  if (figures.length === 0) {
    return markup`<p class="note">The log has no figures of pairs, which losses with a margin write; softmax has no margin, so that no pair is satisfied or hard.</p>`;
  }
  return markup`<p class="note">A non-target pair is satisfied where its cosine is below the target’s by the margin at least, else hard. The pull is how strongly the loss acts on the cosines of such pairs; a real margin lets go of satisfied ones (Li et al. 2022, Real additive margin softmax for speaker verification, eq. 12).</p>
${figureGrid(figures)}`;
}
