import type { CommandModule } from 'yargs';
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
    const [composed, { holdRecipes }, { RecipeError }, { tasks }] = [
      await composedRecipes(recipeArguments(argv)),
      await import('../recipe/task-definition'),
      await import('../recipe/problem'),
      await import('../tasks'),
    ];
    const { checked, problems } = holdRecipes(composed, tasks);
    for (const path of new Set(composed.map(recipe => recipe.path))) {
      const all = composed.filter(recipe => recipe.path === path);
      const good = checked.filter(recipe => recipe.composed.path === path);
      if (good.length < all.length) continue;
      process.stdout.write(`ok  ${path}${all.length > 1 ? `  (${all.length} recipes)` : ''}\n`);
    }
    if (problems.length > 0) throw new RecipeError(problems);
  },
};
