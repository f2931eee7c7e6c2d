import { dirname, join } from 'node:path';
import { UsageError } from '../core/errors';
import type { ComposedRecipe } from '../recipe/compose';
import { loadRecipes } from '../recipe/load';
import type { FileOrigin } from '../recipe/origin';
import { recipeYaml, resolvedRecipe } from '../recipe/resolved';
import { type CheckedRecipe, checkRecipes } from '../recipe/task-definition';
import { tasks } from '.';
import { folderName, runName } from './run-name';
import { demandClaims } from './table/claims';
import { type TableRecipe, tableRecipe } from './table/recipe';
import { runsOf, type ShownRow, shownRow, startingFrom } from './table/rows';
import { type VerificationRecipe, verificationRecipe } from './verification/recipe';

/** One training and its scores: a run directory of its own. */
export interface Experiment {
  /** `exp/<folder>/<name>`. */
  readonly folder: string;
  readonly name: string;
  readonly recipe: VerificationRecipe;
  /** The whole recipe as YAML. */
  readonly resolved: string;
  /** What it is called among others: the heading of its row, or of all its rows. */
  readonly row?: string;
  /** The rows it fills in a joint table. */
  readonly rows: readonly ShownRow[];
}

/** What one recipe file asks for; several experiments (rows of a table, points of a sweep) end in one joint table. */
export interface Series {
  readonly folder: string;
  readonly title: string;
  readonly notes: readonly string[];
  /** Headings of trial lists that go by another one than their name. */
  readonly headings: Readonly<Record<string, string>>;
  /** What a paper concludes from the table. */
  readonly claims: TableRecipe['claims'];
  readonly experiments: readonly Experiment[];
  readonly joint: boolean;
}

/** Groups checked recipes by file and spreads tables out into their rows; problems of all rows are thrown together. */
export function seriesOf(
  checked: readonly CheckedRecipe[],
  profile: string | undefined,
  experiments = 'exp',
): Series[] {
  const files = [...new Set(checked.map(({ composed }) => composed.path))];
  return files.flatMap(path => {
    const points = checked.filter(({ composed }) => composed.path === path);
    const plain = points.filter(({ task }) => task === 'verification');
    const tables = points.filter(({ task }) => task === 'table').map(point => tableSeries(point, profile, experiments));
    return plain.length === 0 ? tables : [...tables, sweepSeries(plain, profile)];
  });
}

function sweepSeries(points: readonly CheckedRecipe[], profile: string | undefined): Series {
  const experiments = points.map(checked => {
    const { path, sweep } = checked.composed;
    const name = [profile, sweep].filter(Boolean).join('_');
    const rows = [{ heading: sweep }];
    return { folder: folderName(path), name: runName(name || 'default'), row: sweep, rows, ...recipeOf(checked) };
  });
  const [first] = experiments;
  if (first === undefined) throw new Error('a series needs a recipe');
  const title = first.recipe.title ?? first.folder;
  return {
    folder: first.folder,
    title,
    notes: [],
    headings: {},
    claims: [],
    experiments,
    joint: experiments.length > 1,
  };
}

/** Where a table has what it sets for all rows and for each. */
function placesOfSets({ root }: ComposedRecipe): Map<string, FileOrigin> {
  const places = new Map<string, FileOrigin>();
  const rows = root.entries.get('rows')?.node;
  for (const node of [root, ...(rows?.kind === 'list' ? rows.items : [])]) {
    const set = node.kind === 'map' ? node.entries.get('set')?.node : undefined;
    for (const item of set?.kind === 'list' ? set.items : []) {
      if (item.kind === 'scalar' && item.origin.kind === 'file') places.set(String(item.value), item.origin);
    }
  }
  return places;
}

/** The rows' runs lie in the table's own folder: two tables may have rows of one name. */
function tableSeries({ composed, recipe }: CheckedRecipe, profile: string | undefined, within: string): Series {
  const { title, rows, notes, headings, claims, ...common } = tableRecipe.parse(recipe);
  const runs = runsOf(rows, composed.path);
  const writtenAt = placesOfSets(composed);
  const loaded = runs.map(({ first }) => {
    // The command line comes last, whatever it names: loss=softmax over a row's loss.type=am-softmax.
    const overrides = [...common.set, ...first.set];
    const options = { overrides, writtenAt, later: [composed.handed], profile };
    return loadRecipes(rowRecipe(first.recipe ?? common.recipe, first.name, composed), options);
  });
  const checked = checkRecipes(loaded.flat(), { verification: tasks.verification });
  const folder = folderName(composed.path);
  const nameOf = (run: string, sweep: string): string => runName([profile, run, sweep].filter(Boolean).join('_'));
  const experiments = runs.flatMap((run, place) =>
    checked
      .filter(point => loaded[place]?.includes(point.composed))
      .map((point): Experiment => {
        const { sweep } = point.composed;
        const heading = (name: string): string => [name, withoutSeed(sweep)].filter(Boolean).join(', ');
        const start = run.startsFrom && join(within, folder, nameOf(run.startsFrom, sweep));
        const made = recipeOf(point, start);
        return {
          folder,
          name: nameOf(run.name, sweep),
          row: heading(run.name),
          rows: run.rows.map(row => shownRow(row, heading(row.name), made.recipe, composed.path)),
          ...made,
        };
      }),
  );
  demandNames(experiments, composed);
  const lists = experiments.flatMap(({ recipe }) =>
    recipe.data.trials.map(({ corpus, list, name }) => name ?? `${corpus.type}-${list}`),
  );
  demandClaims(claims, { rows: new Set(rows.map(({ name }) => name)), lists: new Set(lists) });
  return { folder, title, notes, headings, claims, experiments, joint: true };
}

function rowRecipe(named: string | undefined, row: string, { path }: ComposedRecipe): string {
  if (named !== undefined) return join(dirname(path), named);
  throw new UsageError({
    what: 'a row has no recipe',
    where: `${path}: ${row}`,
    remedy: 'name one in the row, or for all rows beside them: recipe: ../voxceleb/resnet34.yaml',
  });
}

/** `margin=0.2,seed=3` → `margin=0.2`: what sets rows of a table apart. */
function withoutSeed(sweep: string): string {
  return sweep
    .split(',')
    .filter(part => !part.startsWith('seed='))
    .join(',');
}

/** Two rows of one name would be one run. */
function demandNames(experiments: readonly Experiment[], { path }: ComposedRecipe): void {
  const names = experiments.map(({ name }) => name);
  const twice = experiments.find(({ name }, place) => names.indexOf(name) !== place);
  if (twice === undefined) return;
  throw new UsageError({
    what: 'two rows have one name',
    where: path,
    found: `${twice.row} (${twice.name})`,
    remedy: 'name them apart: what letters and digits of a name spell is the folder of its run',
  });
}

function recipeOf(checked: CheckedRecipe, start?: string): Pick<Experiment, 'recipe' | 'resolved'> {
  const resolved = startingFrom(start, resolvedRecipe(checked));
  return { recipe: verificationRecipe.parse(resolved), resolved: recipeYaml(resolved) };
}
