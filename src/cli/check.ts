import type { CommandModule } from 'yargs';
import { UsageError } from '../core/errors';
import { composedRecipes, recipeArguments, recipeOptions } from './recipe-arguments';

/** `svtk check`: what is wrong with recipes, all of it, without running anything. */
export const command: CommandModule = {
  command: 'check <recipe..>',
  describe: 'Check recipes without running anything',
  builder: yargs =>
    recipeOptions(yargs)
      .example('$0 check recipes/quickstart.yaml', 'say ok, or everything that is wrong')
      .example('$0 check recipes/quickstart.yaml loss.margin=0.2,0.3', 'check both recipes of a sweep'),
  async handler(argv) {
    const given = recipeArguments(argv);
    const [composed, { holdRecipes }, { RecipeError }, { tasks }, { seriesOf }, { systemTables }, { demandBuildable }] =
      [
        await composedRecipes(given),
        await import('../recipe/task-definition'),
        await import('../recipe/problem'),
        await import('../tasks'),
        await import('../tasks/experiment'),
        await import('../tasks/systems/table'),
        await import('../tasks/verification/demand-buildable'),
      ];
    const { checked, problems } = holdRecipes(composed, tasks);
    const faults: string[] = [];
    for (const path of new Set(composed.map(recipe => recipe.path))) {
      const all = composed.filter(recipe => recipe.path === path);
      const good = checked.filter(recipe => recipe.composed.path === path);
      if (good.length < all.length) continue;
      // The recipes of a table's rows are held here; what is wrong with them is thrown.
      systemTables(good, given.profile);
      const experiments = seriesOf(good, given.profile).flatMap(series => series.experiments);
      const unfit = unfitOf(path, experiments, demandBuildable);
      faults.push(...unfit);
      if (unfit.length > 0) continue;
      const count = experiments.length;
      process.stdout.write(`ok  ${path}${count > 1 ? `  (${count} recipes)` : ''}\n`);
    }
    const held = problems.length > 0 ? new RecipeError(problems) : undefined;
    if (faults.length > 0) throw new UsageError([...faults, ...(held === undefined ? [] : [held.message])].join('\n'));
    if (held !== undefined) throw held;
  },
};

/** What of each experiment does not fit together, once where several have it; other errors are thrown on. */
function unfitOf<Recipe>(
  path: string,
  experiments: readonly { readonly row?: string; readonly recipe: Recipe }[],
  demand: (recipe: Recipe) => void,
): string[] {
  const texts = experiments.flatMap(({ row, recipe }) => {
    try {
      demand(recipe);
      return [];
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return [{ text: error.message, row }];
    }
  });
  const once = texts.filter(({ text }, place) => texts.findIndex(other => other.text === text) === place);
  return once.map(({ text, row }) => `${path}${row === undefined || row === '' ? '' : `, ${row}`}: ${text}`);
}
