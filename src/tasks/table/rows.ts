import { z } from 'zod';
import { backends } from '../../backends';
import { UsageError } from '../../core/errors';
import { buildChoice } from '../../recipe/choice';
import type { VerificationRecipe } from '../verification/recipe';
import type { TableRecipe } from './recipe';

type WrittenRow = TableRecipe['rows'][number];

/** A row of a joint table: one system of a run, by all back-ends or by one. */
export interface ShownRow extends Partial<Pick<WrittenRow, 'section' | 'reading' | 'backend' | 'published'>> {
  /** Undefined: the system's own name. */
  readonly heading: string | undefined;
}

/** Rows of a table that show one run. */
export interface RowsOfRun {
  readonly name: string;
  /** Name of the run that its training starts from. */
  readonly startsFrom: string | undefined;
  /** The one that says how the run is made. */
  readonly first: WrittenRow;
  readonly rows: readonly WrittenRow[];
}

/** The runs of a table in the order of their first rows. Throws UsageError where a later row of a run has a recipe of its own. */
export function runsOf(rows: readonly WrittenRow[], path: string): RowsOfRun[] {
  const runs = new Map<string, [WrittenRow, ...WrittenRow[]]>();
  // Rows without `run` are runs of their own, also where two have one name: that is an error of its own later.
  rows.forEach((row, place) => {
    const key = row.run === undefined ? `row ${place}` : `run ${row.run}`;
    const known = runs.get(key);
    if (known === undefined) runs.set(key, [row]);
    else known.push(row);
  });
  const names: string[] = [];
  return [...runs.values()].map(([first, ...others]) => {
    const own = others.find(row => row.recipe !== undefined || row.starts_from !== undefined || row.set.length > 0);
    if (own !== undefined) {
      throw new UsageError({
        what: 'a row has a recipe or changes of its own, but the run of an earlier row',
        where: `${path}: ${own.name}`,
        found: `run: ${own.run}, which ${first.name} has made`,
        remedy: 'leave recipe and set out of this row, or give it another run',
      });
    }
    const startsFrom = first.starts_from;
    if (startsFrom !== undefined && !names.includes(startsFrom)) {
      throw new UsageError({
        what: 'a row starts from a run that no row before it makes',
        where: `${path}: ${first.name}`,
        expected: names.length === 0 ? 'a row before it' : names.join(', '),
        found: `starts_from: ${startsFrom}`,
      });
    }
    const name = first.run ?? first.name;
    names.push(name);
    return { name, startsFrom, first, rows: [first, ...others] };
  });
}

/** A resolved recipe whose training starts from the run in a folder, where one is given. */
export function startingFrom(run: string | undefined, resolved: unknown): unknown {
  if (run === undefined) return resolved;
  const { training, ...others } = z.looseObject({ training: z.looseObject({}) }).parse(resolved);
  return { ...others, training: { ...training, start: { run } } };
}

/** The row with its back-end by label. Throws UsageError where it names a reading or a back-end that its recipe does not have. */
export function shownRow(row: WrittenRow, heading: string, recipe: VerificationRecipe, path: string): ShownRow {
  const demand = (key: 'backend' | 'reading', known: readonly string[], found: string): void => {
    if (known.includes(found)) return;
    const expected = known.length === 0 ? `none, its recipe has no ${key}s` : known.join(', ');
    throw new UsageError({
      what: `the row’s recipe has no such ${key}`,
      where: `${path}: ${row.name}`,
      expected,
      found,
    });
  };
  const { reading, backend } = row;
  if (reading !== undefined) {
    const names = recipe.extraction.readings.map(({ name }) => name);
    demand('reading', names, reading);
  }
  if (backend === undefined) return { ...row, heading };
  const labels = recipe.backends.map(chosen => buildChoice(backends, chosen).label);
  const ofType = recipe.backends.flatMap(({ type }, place) => (type === backend ? [labels[place] ?? ''] : []));
  const label = ofType.length === 1 ? (ofType[0] ?? backend) : backend;
  demand('backend', labels, label);
  return { ...row, heading, backend: label };
}
