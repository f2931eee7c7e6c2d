import { join } from 'node:path';
import { writeAtomically } from '../core/atomic-write';
import { readRunHistory } from '../pipeline/run-history';
import { type DetSystem, detFigure } from '../report/figures/det-figure';
import { draw } from '../report/figures/draw';
import type { Figure } from '../report/figures/figure';
import { trainingFigures } from '../report/figures/training-figures';
import { renderSeriesPage } from '../report/html/series-page';
import { curvesOf, detSystem, type RunFigures, readRunFigures } from '../report/run-figures';
import type { ResultTable } from '../report/table';
import { writeFigures } from '../stages/report';
import type { Series } from './experiment';
import { rowName, type ScoredExperiment } from './joint-table';

interface ReportedRow {
  readonly name: string;
  readonly scored: ScoredExperiment;
  readonly figures: RunFigures;
}

/** The report of several experiments, `report.html` and `figures/` in the folder; returns the path of the page. */
export async function jointReport(
  series: Series,
  scored: readonly ScoredExperiment[],
  table: ResultTable,
  folder: string,
): Promise<string> {
  const rows = scored.map((one): ReportedRow => {
    const { experiment, plan, path } = one;
    return { name: rowLabel(experiment, scored), scored: one, figures: readRunFigures(path(plan.report.made.data)) };
  });
  const trainings = rows.map(({ name, figures }) => ({ name, curves: curvesOf(figures) }));
  const drawn = async (figures: readonly Figure[]) => Promise.all(figures.map(draw));
  const det = await drawn(detFigures(rows, series.headings));
  const training = await drawn(trainingFigures('training', trainings));
  const pairs = await drawn(trainingFigures('pairs', trainings));
  const html = renderSeriesPage({
    title: series.title,
    folder: series.folder,
    table,
    ...{ det, training, pairs },
    withoutPairs: trainings.filter(({ curves }) => !curves.has('satisfied')).map(({ name }) => name),
    runs: rows.map(({ name, scored: { experiment, directory } }) => ({
      row: name,
      run: `${experiment.folder}/${experiment.name}`,
      seed: experiment.recipe.seed,
      history: readRunHistory(directory),
    })),
  });
  writeFigures(join(folder, 'figures'), [...det, ...training, ...pairs]);
  const page = join(folder, 'report.html');
  writeAtomically(page, html);
  return page;
}

/** The row's name, with the seed where several trainings are one row. */
function rowLabel({ row, name, recipe }: ScoredExperiment['experiment'], scored: readonly ScoredExperiment[]): string {
  const heading = row ?? name;
  const same = scored.filter(({ experiment }) => (experiment.row ?? experiment.name) === heading);
  return same.length > 1 ? `${heading}, seed ${recipe.seed}` : heading;
}

/** One figure a trial list and back-end. */
function detFigures(rows: readonly ReportedRow[], headings: Series['headings']): Figure[] {
  const systems = new Map<string, { list: string; backend: string; systems: DetSystem[] }>();
  for (const { name, figures } of rows) {
    for (const { list, systems: own } of figures.lists) {
      for (const system of own) {
        const key = JSON.stringify([list, system.backend]);
        const known = systems.get(key) ?? { list, backend: system.backend, systems: [] };
        systems.set(key, known);
        known.systems.push(detSystem(rowName(name, name, system.variant), system));
      }
    }
  }
  return [...systems.values()].map(({ list, backend, systems }, place) =>
    detFigure(`${headings[list] ?? list}, ${backend}`, systems, `det-${list}-${place + 1}`),
  );
}
