import type { CommandModule } from 'yargs';
import { z } from 'zod';
import { UsageError } from '../core/errors';
import { recipeOptions } from './recipe-arguments';
import { runOptions } from './run-settings';
import { namesRecipe, runUpTo } from './stage-command';

/** What audio files are embedded by. */
const fileArguments = z.object({
  run: z.string().optional(),
  out: z.string().optional(),
  layer: z.string().optional(),
  reading: z.string().optional(),
  device: z.string(),
});

/** `svtk embed`: the embeddings of a recipe's sets, or of audio files by a trained run. */
export const command: CommandModule = {
  command: 'embed <recipe..>',
  describe: 'Embed the sets of a recipe, or audio files by the network of a run',
  builder: yargs =>
    runOptions(recipeOptions(yargs))
      .option('run', { describe: 'run directory whose network embeds audio files', type: 'string', requiresArg: true })
      .option('layer', {
        describe: 'write the output of this layer in place of the embedding, an array [frames, channels] for each file',
        type: 'string',
        requiresArg: true,
      })
      .option('reading', {
        describe: 'which of the run’s extraction.readings to read the network by',
        type: 'string',
        requiresArg: true,
      })
      .option('out', {
        describe: 'where to write the embeddings: .npy, .ark, .scp or .txt; with --layer .npy, or a folder for several',
        type: 'string',
        alias: 'o',
      })
      .example('$0 embed recipe.yaml', 'the training and evaluation sets of a recipe')
      .example('$0 embed a.wav b.flac --run exp/quickstart/default --out x.npy', 'files, by a trained network')
      .example('$0 embed *.wav --run exp/quickstart/default --layer layer3 --out layer3/', 'frames of a layer'),
  async handler(argv) {
    const words = [argv['recipe']].flat().map(String);
    const { run, out, layer, reading, device } = fileArguments.parse(argv);
    if (namesRecipe(words)) {
      const given = Object.entries({ run, out, layer, reading }).flatMap(([key, value]) =>
        value === undefined ? [] : [`--${key}`],
      );
      if (given.length === 0) return runUpTo('embed', argv);
      throw new UsageError({
        what: `${given.join(' and ')}: for audio files, not for a recipe`,
        found: words.join(' '),
        remedy: 'the embeddings of a recipe are written to embeddings/ of its run',
      });
    }
    if (run === undefined || out === undefined) {
      throw new UsageError({ what: 'audio files need --run and --out', found: words.join(' ') });
    }
    const { embedFiles, writeLayers } = await import('./embed-files');
    if (layer !== undefined) {
      return writeLayers(words, { run, layer, reading, device, out }, line => process.stdout.write(`${line}\n`));
    }
    const { writeVectors } = await import('../manifest/vectors');
    writeVectors(out, await embedFiles(words, { run, reading, device }));
    process.stdout.write(`${out}: ${words.length} embeddings\n`);
  },
};
