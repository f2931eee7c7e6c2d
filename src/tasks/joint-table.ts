import type { Artifact } from '../pipeline/stage';
import { markBest } from '../report/best';
import { claimLines } from '../report/claims';
import { overSeeds, type SeedRow } from '../report/over-seeds';
import { type ListFigures, resultsTable, type ScoredSystem } from '../report/results-table';
import type { Column, ResultTable, Row } from '../report/table';
import { readScoredList, writeTable } from '../stages/table';
import type { Experiment, Series } from './experiment';
import { unplacedNotes, withPublished } from './table/published';
import type { ShownRow } from './table/rows';
import type { VerificationPlan } from './verification/plan';

/** An experiment whose stages are done. */
export interface ScoredExperiment {
  readonly experiment: Experiment;
  readonly plan: VerificationPlan;
  readonly directory: string;
  path(artifact: Artifact): string;
}

/** A network of an experiment: the trained one, or a variant of it. */
interface System extends ScoredSystem {
  readonly seed: number;
  readonly section: string | undefined;
  readonly published: ShownRow['published'];
}

/**
 * The table of several experiments, written beside their runs as `base`.{txt,md,tsv,tex,json}: trainings of one row that differ in
 * their seed are one row, and the best number of each column is marked.
 */
export function jointTable(series: Series, scored: readonly ScoredExperiment[], base: string): ResultTable {
  const systems = scored.flatMap(systemsOf);
  const plain = resultsTable(series.title, systems, []);
  const columns = plain.columns.map((column): Column => {
    const heading = series.headings[column.trials];
    return heading === undefined ? column : { ...column, heading };
  });
  const rows = ofOneName(systems).map((same): Row => {
    const row = overSeeds(same.map(system => seedRow(system, plain.rows[systems.indexOf(system)])));
    return { ...row, cells: withPublished(row.cells, columns, same[0]?.published) };
  });
  const seeds = [...new Set(systems.map(({ seed }) => seed))];
  const unplaced = unplacedNotes(
    systems.map(({ published }) => published),
    columns,
  );
  const notes = [...plain.notes, ...seedNotes(seeds, rows.length < systems.length), ...unplaced, ...series.notes];
  const marked = markBest({ ...plain, columns, rows, notes });
  const table = { ...marked, notes: [...notes, ...claimLines(marked, series.claims)] };
  writeTable(base, table);
  return table;
}

function systemsOf({ experiment: { rows, recipe }, plan, path }: ScoredExperiment): System[] {
  const readings = new Set(rows.map(({ reading }) => reading));
  return rows.flatMap(({ heading, section, reading, backend, published }) =>
    plan.systems
      // A row without a reading is of the network itself, of what it began as, and of the readings that have no row.
      .filter(({ variant }) => (reading === undefined ? !isNamed(variant, readings) : variant === reading))
      .map(({ name, variant, results }) => ({
        name: rowName(heading, name, variant === reading ? undefined : variant),
        lists: results.map(artifact => byBackend(readScoredList(path(artifact)), backend)),
        seed: recipe.seed,
        section,
        // A paper's number is of the trained network.
        published: variant === reading ? published : undefined,
      })),
  );
}

function isNamed(variant: string | undefined, readings: ReadonlySet<string | undefined>): boolean {
  return variant !== undefined && readings.has(variant);
}

/** The figures of one back-end as if there were no other: in a table whose rows are back-ends, columns have none. */
function byBackend(list: ListFigures, backend: string | undefined): ListFigures {
  if (backend === undefined) return list;
  const own = list.results.filter(result => result.backend === backend);
  return { ...list, results: own.map(result => ({ ...result, backend: '' })) };
}

/** The experiment's own heading is the trained network's; `AM-Softmax, untrained` is what it began as. */
export function rowName(row: string | undefined, name: string, variant: string | undefined): string {
  if (row === undefined) return name;
  return variant === undefined ? row : `${row}, ${variant}`;
}

function ofOneName(systems: readonly System[]): System[][] {
  const key = ({ name, section }: System): string => JSON.stringify([name, section]);
  return [...new Set(systems.map(key))].map(wanted => systems.filter(system => key(system) === wanted));
}

function seedRow({ seed, section }: System, row: Row | undefined): SeedRow {
  if (row === undefined) throw new Error('a system without a row');
  return { ...row, seed, ...(section === undefined ? {} : { section }) };
}

function seedNotes(seeds: readonly number[], averaged: boolean): string[] {
  if (seeds.length === 1) return [`seed ${seeds[0]}: one training a row, so that rows may differ by chance`];
  if (!averaged) return [];
  return [
    `seeds ${seeds.join(', ')}: means ± standard deviation over the seeds; [ ] is the mean of the seeds' intervals, which the spread is not in`,
  ];
}
