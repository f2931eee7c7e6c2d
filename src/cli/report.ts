import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { recipeOptions } from './recipe-arguments';
import { runOptions } from './run-settings';
import { runUpTo } from './stage-command';

/** `svtk report`: the pictures of a run as one page, of a recipe or of a run directory. */
export const command: CommandModule = {
  command: 'report <recipe..>',
  describe: 'Make report.html: curves, DET, histograms, worst trials, versions, in one file',
  builder: yargs =>
    runOptions(recipeOptions(yargs))
      .example('$0 report exp/quickstart/default', 'the report of a run anew, from what lies there')
      .example('$0 report recipe.yaml', 'everything that the report still needs, and the report'),
  async handler(argv) {
    const words = [argv['recipe']].flat().map(String);
    const runs = words.filter(word => existsSync(join(word, 'recipe.resolved.yaml')));
    if (runs.length === 0) return runUpTo('report', argv);
    const { reportRuns } = await import('./report-runs');
    await reportRuns(words, runs);
  },
};
