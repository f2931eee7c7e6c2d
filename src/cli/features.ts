import type { CommandModule } from 'yargs';
import { z } from 'zod';
import { checkedArguments } from './checked-arguments';

/** What `svtk features AUDIO…` is given. */
export const featuresOptions = z.object({
  audio: z.array(z.string()).min(1),
  features: z.string(),
  out: z.string({ error: 'give the .npy file to write, or a folder for several recordings' }),
  device: z.enum(['auto', 'cpu', 'gpu']),
});
export type FeaturesArguments = z.output<typeof featuresOptions>;

/** `svtk features`: recordings in, one NumPy array of frames each out. */
export const command: CommandModule = {
  command: 'features <audio..>',
  describe: 'Extract features of recordings to NumPy arrays [frames, dimension]',
  builder: yargs =>
    yargs
      .positional('audio', { type: 'string', array: true, describe: 'any audio that ffmpeg reads' })
      .option('features', {
        type: 'string',
        default: 'fbank80',
        requiresArg: true,
        describe:
          'a file of configs/features by name, a YAML file with a features: part, or a name of svtk list features',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        alias: 'o',
        describe: '.npy file; a folder for several recordings',
      })
      .option('device', { choices: ['auto', 'cpu', 'gpu'], default: 'auto', describe: 'where to compute' })
      .example('$0 features a.wav --features fbank80 --out a.npy', 'what training reads, mean removed')
      .example('$0 features *.flac --features mfcc --out mfcc/', 'one .npy for each recording'),
  async handler(argv) {
    const { extractFeatures } = await import('./extract-features');
    await extractFeatures(checkedArguments(featuresOptions, argv), line => process.stdout.write(`${line}\n`));
  },
};
