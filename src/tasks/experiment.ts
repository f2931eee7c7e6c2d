import { dirname, join } from 'node:path';
import { loadRecipes } from '../recipe/load';
import { recipeYaml, resolvedRecipe } from '../recipe/resolved';
import { type CheckedRecipe, checkRecipes } from '../recipe/task-definition';
import { tasks } from '.';
import { type TableRecipe, tableRecipe } from './table/recipe';
import { type VerificationRecipe, verificationRecipe } from './verification/recipe';

/** One training and its scores: a run directory of its own. */
export interface Experiment {
  /** `exp/<folder>/<name>`. */
  readonly folder: string;
  readonly name: string;
  readonly recipe: VerificationRecipe;
  /** The whole recipe as YAML. */
  readonly resolved: string;
  /** Heading of its row where several experiments share a table. */
  readonly row?: string;
  readonly published?: TableRecipe['rows'][number]['published'];
}

/** What one recipe file asks for; several experiments (rows of a table, points of a sweep) end in one joint table. */
export interface Series {
  readonly folder: string;
  readonly title: string;
  readonly notes: readonly string[];
  readonly experiments: readonly Experiment[];
  readonly joint: boolean;
}

/** A name that is one plain file name: `margin=0.2,seed=3` becomes `margin-0.2_seed-3`. */
export function runName(text: string): string {
  const plain = text
    .replaceAll('=', '-')
    .replaceAll(',', '_')
    .replace(/[^A-Za-z0-9._-]+/g, '-');
  return (
    plain
      .replace(/^[^A-Za-z0-9]+/, '')
      .replace(/\.+$/, '')
      .slice(0, 100) || 'run'
  );
}

/** Groups checked recipes by file and spreads tables out into their rows; problems of all rows are thrown together. */
export function seriesOf(checked: readonly CheckedRecipe[], profile: string | undefined): Series[] {
  const files = [...new Set(checked.map(({ composed }) => composed.path))];
  return files.flatMap(path => {
    const points = checked.filter(({ composed }) => composed.path === path);
    const plain = points.filter(({ task }) => task === 'verification');
    const tables = points.filter(({ task }) => task === 'table').map(point => tableSeries(point, profile));
    return plain.length === 0 ? tables : [...tables, sweepSeries(plain, profile)];
  });
}

function sweepSeries(points: readonly CheckedRecipe[], profile: string | undefined): Series {
  const experiments = points.map(checked => {
    const { composed } = checked;
    const name = [profile, composed.sweep].filter(Boolean).join('_');
    return { folder: composed.name, name: runName(name || 'default'), row: composed.sweep, ...recipeOf(checked) };
  });
  const [first] = experiments;
  if (first === undefined) throw new Error('a series needs a recipe');
  const title = first.recipe.title ?? first.folder;
  return { folder: first.folder, title, notes: [], experiments, joint: experiments.length > 1 };
}

function tableSeries({ composed, recipe }: CheckedRecipe, profile: string | undefined): Series {
  const { title, rows, notes } = tableRecipe.parse(recipe);
  const loaded = rows.map(row =>
    loadRecipes(join(dirname(composed.path), row.recipe), { overrides: row.set, profile }),
  );
  const checked = checkRecipes(loaded.flat(), { verification: tasks.verification });
  const experiments = rows.flatMap((row, place) =>
    checked
      .filter(({ composed }) => loaded[place]?.includes(composed))
      .map(
        (point): Experiment => ({
          folder: composed.name,
          name: runName([profile, row.name, point.composed.sweep].filter(Boolean).join('_')),
          row: row.name,
          ...recipeOf(point),
          ...(row.published === undefined ? {} : { published: row.published }),
        }),
      ),
  );
  return { folder: composed.name, title, notes, experiments, joint: true };
}

function recipeOf(checked: CheckedRecipe): Pick<Experiment, 'recipe' | 'resolved'> {
  const resolved = resolvedRecipe(checked);
  return { recipe: verificationRecipe.parse(resolved), resolved: recipeYaml(resolved) };
}
