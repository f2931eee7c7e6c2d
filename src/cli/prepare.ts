import type { CommandModule } from 'yargs';
import { UsageError } from '../core/errors';
import { composedRecipes, recipeArguments, recipeOptions } from './recipe-arguments';
import { startReporter } from './reporter';
import { runOptions } from './run-settings';
import { runUpTo, stageCommand } from './stage-command';

const stage = stageCommand('prepare', 'Decode the corpora of a recipe into shards', 'read, check and decode once');

/** `svtk prepare`: the corpora of a recipe decoded into shards, and fetched first where that is asked for. */
export const command: CommandModule = {
  ...stage,
  builder: yargs =>
    runOptions(recipeOptions(yargs))
      .option('download', {
        describe: 'first fetch what is free and not there, into data.root',
        type: 'boolean',
        default: false,
      })
      .example('$0 prepare recipe.yaml', 'read, check and decode once')
      .example('$0 prepare recipe.yaml --dry-run', 'what would run, and why')
      .example('$0 prepare recipe.yaml --download', 'fetch what is free and missing, then decode'),
  async handler(argv) {
    if (argv['download'] === true && argv['dry-run'] !== true) await download(argv);
    await runUpTo('prepare', argv);
  },
};

async function download(argv: Readonly<Record<string, unknown>>): Promise<void> {
  const given = recipeArguments(argv);
  const composed = await composedRecipes(given);
  const { checkRecipes } = await import('../recipe/task-definition');
  const { tasks } = await import('../tasks');
  const { seriesOf } = await import('../tasks/experiment');
  const { corpusUses } = await import('../tasks/verification/corpus-uses');
  const { obtainUse } = await import('../corpora/obtain');
  const { withStopSignals } = await import('./stop-signal');
  const { report, stop } = startReporter();
  try {
    await withStopSignals(async signal => {
      for (const { recipe } of seriesOf(checkRecipes(composed, tasks), given.profile).flatMap(one => one.experiments)) {
        for (const { corpus, use } of corpusUses(recipe)) {
          if (corpus.waveforms.kind !== 'files') continue;
          const { root } = recipe.data;
          if (root === undefined) {
            throw new UsageError({ what: 'no folder to download into', expected: 'data.root in the recipe' });
          }
          await obtainUse(corpus, use, { root, report, signal });
        }
      }
    });
  } finally {
    stop();
  }
}
