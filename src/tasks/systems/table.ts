import { dirname, join } from 'node:path';
import { UsageError } from '../../core/errors';
import { checkRecipe } from '../../recipe/check';
import { loadRecipes } from '../../recipe/load';
import type { CheckedRecipe } from '../../recipe/task-definition';
import type { SystemTable } from '../../report/system-table';
import { folderName } from '../run-name';
import { verificationRecipe } from '../verification/recipe';
import { properties, propertiesOf } from './properties';
import { systemsRecipe } from './recipe';

/** A table of systems, and the folder of `exp/` that it is written to. */
export interface PlacedTable {
  readonly folder: string;
  readonly table: SystemTable;
}

/** The tables that recipes of task `systems` ask for; recipes of other tasks are passed over. Throws what is wrong with a system's recipe. */
export function systemTables(checked: readonly CheckedRecipe[], profile: string | undefined): PlacedTable[] {
  return checked.filter(({ task }) => task === 'systems').map(recipe => systemTable(recipe, profile));
}

function systemTable({ composed, recipe }: CheckedRecipe, profile: string | undefined): PlacedTable {
  const { title, systems, notes } = systemsRecipe.parse(recipe);
  const columns = systems.map(({ name, recipe: file, set, published }) => {
    demandProperties(Object.keys(published), `${composed.path}: ${name}`);
    const path = join(dirname(composed.path), file);
    const loaded = loadRecipes(path, { overrides: [...set, ...composed.handed], profile });
    const [only, ...others] = loaded;
    if (only === undefined || others.length > 0) throw swept(composed.path);
    return { name, here: propertiesOf(checkRecipe(only, verificationRecipe), path), published };
  });
  const rows = properties.map(name => ({
    name,
    cells: columns.map(({ here, published }) => {
      const words = published[name];
      return { here: here[name], ...(words === undefined ? {} : { published: words }) };
    }),
  }));
  return {
    folder: folderName(composed.path),
    table: { title, systems: columns.map(({ name }) => name), rows, notes },
  };
}

function demandProperties(named: readonly string[], where: string): void {
  const known: readonly string[] = properties;
  const stranger = named.find(name => !known.includes(name));
  if (stranger === undefined) return;
  throw new UsageError({
    what: 'a published property that no row is of',
    where,
    expected: known.join(', '),
    found: stranger,
  });
}

function swept(where: string): UsageError {
  return new UsageError({
    what: 'a table of systems takes no sweep',
    where,
    expected: 'one value for each key',
    remedy: 'name a system for each value, each with its own set',
  });
}
