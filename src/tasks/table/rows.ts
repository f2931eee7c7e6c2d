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
  return [...runs.values()].map(([first, ...others]) => {
    const own = others.find(({ recipe, set }) => recipe !== undefined || set.length > 0);
    if (own !== undefined) {
      throw new UsageError({
        what: 'a row has a recipe or changes of its own, but the run of an earlier row',
        where: `${path}: ${own.name}`,
        found: `run: ${own.run}, which ${first.name} has made`,
        remedy: 'leave recipe and set out of this row, or give it another run',
      });
    }
    return { name: first.run ?? first.name, first, rows: [first, ...others] };
  });
}

interface Shown {
  readonly recipe: Pick<VerificationRecipe, 'backends' | 'extraction'>;
  readonly rows: readonly ShownRow[];
}

/** Throws UsageError where a row names a reading or a back-end that its recipe does not have. */
export function demandRows({ recipe, rows }: Shown, path: string): void {
  const known = {
    backend: recipe.backends.map(chosen => buildChoice(backends, chosen).label),
    reading: recipe.extraction.readings.map(({ name }) => name),
  };
  for (const row of rows) {
    for (const key of ['backend', 'reading'] as const) {
      const named = row[key];
      if (named === undefined || known[key].includes(named)) continue;
      throw new UsageError({
        what: `the row’s recipe has no such ${key}`,
        where: `${path}: ${row.heading ?? ''}`,
        expected: known[key].length === 0 ? `none, its recipe has no ${key}s` : known[key].join(', '),
        found: named,
      });
    }
  }
}
