import type { CommandModule } from 'yargs';
import { composedRecipes, recipeArguments, recipeOptions } from './recipe-arguments';
import { runOptions, runSettings } from './run-settings';

/** `svtk run`: everything a recipe asks for that is not done yet, and its table. */
export const command: CommandModule = {
  command: 'run <recipe..>',
  describe: 'Prepare, train, embed, score and print the table: whatever is not fresh',
  builder: yargs =>
    runOptions(recipeOptions(yargs))
      .example('$0 run recipes/quickstart.yaml', 'minutes on two cores, nothing to download')
      .example('$0 run recipe.yaml loss.margin=0.2,0.3 seed=1,2,3', 'a sweep: six runs, one table')
      .example('$0 run recipe.yaml --dry-run', 'which stages would run, and why'),
  async handler(argv) {
    const given = recipeArguments(argv);
    const composed = await composedRecipes(given);
    const { runRecipes } = await import('./run-recipes');
    await runRecipes(composed, given.profile, runSettings(argv));
  },
};
