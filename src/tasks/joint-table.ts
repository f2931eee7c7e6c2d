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
    plan.systems.map(({ name, variant, results }): ScoredSystem & Pick<Experiment, 'published'> => ({
      name: rowName(experiment.row, name, variant),
      lists: results.map(artifact => readScoredList(path(artifact))),
      // A paper's number is of the trained network.
      ...(variant === undefined && experiment.published !== undefined ? { published: experiment.published } : {}),
    })),
  );
  const plain = resultsTable(series.title, systems, series.notes);
  const rows = plain.rows.map((row, place) => ({
    ...row,
    cells: row.cells.map((cell, index) => {
      const { trials, backend, metric } = plain.columns[index] ?? { trials: '', backend: '', metric: '' };
      const first = plain.columns.find(column => column.trials === trials)?.backend;
      const published = backend === first ? systems[place]?.published?.[trials]?.[metric] : undefined;
      return published === undefined ? cell : { ...cell, published };
    }),
  }));
  const table = { ...plain, rows };
  writeTable(base, table);
  return table;
}

/** The experiment's own heading is the trained network's; `AM-Softmax, untrained` is what it began as. */
function rowName(row: string | undefined, name: string, variant: string | undefined): string {
  if (row === undefined) return name;
  return variant === undefined ? row : `${row}, ${variant}`;
}
