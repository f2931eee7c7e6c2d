import type { CommandModule } from 'yargs';
import { composedRecipes, recipeArguments, recipeOptions } from './recipe-arguments';
import { runOptions, runSettings } from './run-settings';

/** Whether the words of a command line name recipes; `svtk score` and `svtk embed` take other files too. */
export function namesRecipe(words: unknown): boolean {
  return [words].flat().some(word => /\.ya?ml$/i.test(String(word)));
}

/** Runs recipes up to a stage: what it needs and is not fresh runs first. */
export async function runUpTo(stage: string, argv: Readonly<Record<string, unknown>>): Promise<void> {
  const given = recipeArguments(argv);
  const composed = await composedRecipes(given);
  const { runRecipes } = await import('./run-recipes');
  const settings = runSettings(argv);
  await runRecipes(composed, given.profile, { ...settings, to: settings.to ?? stage });
}

/** The command of one stage: `svtk train recipe.yaml` is `svtk run recipe.yaml --to train`; `last` where it is not the stage itself. */
export function stageCommand(stage: string, describe: string, example: string, last = stage): CommandModule {
  return {
    command: `${stage} <recipe..>`,
    describe,
    builder: yargs =>
      runOptions(recipeOptions(yargs))
        .example(`$0 ${stage} recipe.yaml`, example)
        .example(`$0 ${stage} recipe.yaml --dry-run`, 'what would run, and why'),
    handler: argv => runUpTo(last, argv),
  };
}
