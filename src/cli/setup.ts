import type { CommandModule } from 'yargs';
import type { Setup } from '../provision/setup';
import { startReporter } from './reporter';

/** `svtk setup`: what npm does not bring. */
export const command: CommandModule = {
  command: 'setup',
  describe: 'Fetch TensorFlow, compile its binding, find ffmpeg; once for each machine',
  builder: yargs =>
    yargs
      .option('gpu', { type: 'boolean', default: false, describe: 'TensorFlow with CUDA instead: 3.4 GB to fetch' })
      .option('force', { type: 'boolean', default: false, describe: 'make everything anew' })
      .option('json', { type: 'boolean', default: false, describe: 'print the result as one JSON document' })
      .example('$0 setup', 'half a minute the first time; afterwards it finds nothing to do')
      .example('SVTK_CACHE=/scratch/svtk $0 setup --gpu', 'with CUDA, on a larger disk'),
  async handler(argv) {
    const { setUp } = await import('../provision/setup');
    const { withStopSignals } = await import('./stop-signal');
    const flavour = argv['gpu'] === true ? 'gpu' : 'cpu';
    const reporter = startReporter();
    try {
      const { report } = reporter;
      const setup = await withStopSignals(
        signal => setUp({ flavour, force: argv['force'] === true, report, signal }),
        { busy: false }, // it waits for programs, and what it compiled last time may be what is broken
      );
      reporter.stop();
      process.stdout.write(argv['json'] === true ? `${JSON.stringify(setup, null, 2)}\n` : describe(setup));
    } finally {
      reporter.stop();
    }
  },
};

function describe({ made, tensorflow, device, ffmpeg, cache, flavour, gpu }: Setup): string {
  const lines = [
    made.length === 0 ? 'nothing to do: svtk is set up' : 'svtk is set up',
    `  TensorFlow ${tensorflow} on ${device}`,
    `  ffmpeg ${ffmpeg.version} at ${ffmpeg.path}`,
    `  cache ${cache}`,
    ...(flavour === 'gpu' && !gpu ? ['  no GPU was seen: this engine runs on the CPU; `svtk doctor` says more'] : []),
  ];
  return `${lines.join('\n')}\n`;
}
