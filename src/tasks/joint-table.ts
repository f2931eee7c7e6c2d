import type { Artifact } from '../pipeline/stage';
import { resultsTable, type ScoredSystem } from '../report/results-table';
import type { ResultTable } from '../report/table';
import { readScoredList, writeTable } from '../stages/table';
import type { Experiment, Series } from './experiment';
import type { VerificationPlan } from './verification/plan';

/** An experiment whose stages are done. */
export interface ScoredExperiment {
  readonly experiment: Experiment;
  readonly plan: VerificationPlan;
  readonly directory: string;
  path(artifact: Artifact): string;
}

/** The table of several experiments, a row or more each, written beside their runs as `base`.{txt,md,tsv,tex,json}. */
export function jointTable(series: Series, scored: readonly ScoredExperiment[], base: string): ResultTable {
  const systems = scored.flatMap(({ experiment, plan, path }) =>
    plan.systems.map(({ name, results }): ScoredSystem & { readonly experiment: Experiment } => ({
      name: plan.systems.length > 1 ? `${experiment.row}, ${name}` : (experiment.row ?? name),
      lists: results.map(artifact => readScoredList(path(artifact))),
      experiment,
    })),
  );
  const plain = resultsTable(series.title, systems, series.notes);
  const rows = plain.rows.map((row, place) => ({
    ...row,
    cells: row.cells.map((cell, index) => {
      const { trials, backend, metric } = plain.columns[index] ?? { trials: '', backend: '', metric: '' };
      const first = plain.columns.find(column => column.trials === trials)?.backend;
      const published = backend === first ? systems[place]?.experiment.published?.[trials]?.[metric] : undefined;
      return published === undefined ? cell : { ...cell, published };
    }),
  }));
  const table = { ...plain, rows };
  writeTable(base, table);
  return table;
}
