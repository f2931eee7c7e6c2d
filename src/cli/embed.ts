import type { CommandModule } from 'yargs';
import { UsageError } from '../core/errors';
import { recipeOptions } from './recipe-arguments';
import { runOptions } from './run-settings';
import { namesRecipe, runUpTo } from './stage-command';

/** `svtk embed`: the embeddings of a recipe's sets, or of audio files by a trained run. */
export const command: CommandModule = {
  command: 'embed <recipe..>',
  describe: 'Embed the sets of a recipe, or audio files by the network of a run',
  builder: yargs =>
    runOptions(recipeOptions(yargs))
      .option('run', { describe: 'run directory whose network embeds audio files', type: 'string', requiresArg: true })
      .option('out', {
        describe: 'where to write the embeddings: .npy, .ark, .scp or .txt',
        type: 'string',
        alias: 'o',
      })
      .example('$0 embed recipe.yaml', 'the training and evaluation sets of a recipe')
      .example('$0 embed a.wav b.flac --run exp/quickstart/default --out x.npy', 'files, by a trained network'),
  async handler(argv) {
    const words = [argv['recipe']].flat().map(String);
    if (namesRecipe(words)) return runUpTo('embed', argv);
    const { run, out, device } = argv;
    if (run === undefined || out === undefined) {
      throw new UsageError({ what: 'audio files need --run and --out', found: words.join(' ') });
    }
    const { embedFiles } = await import('./embed-files');
    const { writeVectors } = await import('../manifest/vectors');
    writeVectors(String(out), await embedFiles(words, String(run), String(device)));
    process.stdout.write(`${out}: ${words.length} embeddings\n`);
  },
};
