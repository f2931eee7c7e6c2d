import type { CommandModule } from 'yargs';
import { recipeArguments, recipeOptions } from './recipe-arguments';

/** `svtk why`: what would run, and the input that has changed. */
export const command: CommandModule = {
  command: 'why <recipe..>',
  describe: 'Say for each stage of a recipe or a run whether it is fresh, and if not, which input has changed',
  builder: yargs =>
    recipeOptions(yargs)
      .option('exp', { describe: 'folder of runs', type: 'string', default: 'exp', requiresArg: true })
      .option('json', { describe: 'print JSON', type: 'boolean', default: false })
      .example('$0 why recipe.yaml loss.margin=0.3', 'what this change would run again')
      .example('$0 why exp/quickstart/default', 'what has changed since this run'),
  async handler(argv) {
    const { explain } = await import('./explain-stages');
    const explained = await explain(recipeArguments(argv), String(argv['exp'] ?? 'exp'));
    if (argv['json'] === true) {
      process.stdout.write(`${JSON.stringify(explained, null, 2)}\n`);
      return;
    }
    for (const { run, stages } of explained) {
      process.stdout.write(`${run}\n`);
      for (const { stage, state, because } of stages) {
        const words = { fresh: 'fresh', taken: 'taken', ran: 'ran', 'would-run': 'would run', 'may-run': 'may run' };
        process.stdout.write(`  ${[`${stage}: ${words[state]}`, ...because].join('\n    ')}\n`);
      }
    }
  },
};
