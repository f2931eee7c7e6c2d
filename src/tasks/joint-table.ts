import type { Artifact } from '../pipeline/stage';
import { markBest } from '../report/best';
import { claimLines } from '../report/claims';
import { overSeeds, type SeedRow } from '../report/over-seeds';
import { resultsTable, type ScoredSystem } from '../report/results-table';
import type { Cell, Column, ResultTable, Row } from '../report/table';
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

/** A network of an experiment: the trained one, or a variant of it. */
interface System extends ScoredSystem {
  readonly seed: number;
  readonly section: string | undefined;
  readonly published: Experiment['published'];
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
  const notes = [...plain.notes, ...seedNotes(seeds, rows.length < systems.length), ...series.notes];
  const marked = markBest({ ...plain, columns, rows, notes });
  const table = { ...marked, notes: [...notes, ...claimLines(marked, series.claims)] };
  writeTable(base, table);
  return table;
}

function systemsOf({ experiment, plan, path }: ScoredExperiment): System[] {
  const { row, section, recipe, published } = experiment;
  return plan.systems.map(({ name, variant, results }) => ({
    name: rowName(row, name, variant),
    lists: results.map(artifact => readScoredList(path(artifact))),
    seed: recipe.seed,
    section,
    // A paper's number is of the trained network.
    published: variant === undefined ? published : undefined,
  }));
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

/** The paper's numbers stand beside ours of the first back-end. */
function withPublished(cells: readonly Cell[], columns: readonly Column[], published: Experiment['published']): Cell[] {
  return columns.map(({ trials, backend, metric }, index) => {
    const cell = cells[index] ?? {};
    const first = columns.find(column => column.trials === trials)?.backend;
    const number = backend === first ? published?.[trials]?.[metric] : undefined;
    return number === undefined ? cell : { ...cell, published: number };
  });
}

function seedNotes(seeds: readonly number[], averaged: boolean): string[] {
  if (seeds.length === 1) return [`seed ${seeds[0]}: one training a row, so that rows may differ by chance`];
  if (!averaged) return [];
  return [
    `seeds ${seeds.join(', ')}: means ± standard deviation over the seeds; [ ] is the mean of the seeds' intervals, which the spread is not in`,
  ];
}
