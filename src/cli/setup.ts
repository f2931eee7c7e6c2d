import type { CommandModule } from 'yargs';
import { startReporter } from './reporter';

export const command: CommandModule = {
  command: 'setup',
  describe: 'Fetch TensorFlow, compile its binding, find ffmpeg; once for each machine',
  builder: args =>
    args
      .option('gpu', { type: 'boolean', default: false, describe: 'TensorFlow with CUDA instead: 3.4 GB to fetch' })
      .option('force', { type: 'boolean', default: false, describe: 'make everything anew' })
      .option('json', { type: 'boolean', default: false, describe: 'print the result as one JSON document' })
      .example('svtk setup', 'about a minute the first time; afterwards it finds nothing to do')
      .example('SVTK_CACHE=/scratch/svtk svtk setup --gpu', 'with CUDA, on a larger disk'),
  async handler(argv) {
    const [gpu, force, json] = ['gpu', 'force', 'json'].map(name => argv[name] === true);
    const { setUp } = await import('../provision/setup');
    const { withStopSignals } = await import('../pipeline/stop-signal');
    const reporter = startReporter();
    try {
      const setup = await withStopSignals(signal =>
        setUp({ flavour: gpu ? 'gpu' : 'cpu', force: force === true, report: reporter.report, signal }),
      );
      reporter.stop();
      process.stdout.write(json ? `${JSON.stringify(setup, null, 2)}\n` : describe(setup));
    } finally {
      reporter.stop();
    }
  },
};

function describe(setup: import('../provision/setup').Setup): string {
  const { made, tensorflow, device, ffmpeg, cache, flavour, gpu } = setup;
  const lines = [
    made.length === 0 ? 'nothing to do: svtk is set up' : 'svtk is set up',
    `  TensorFlow ${tensorflow} on ${device}`,
    `  ffmpeg ${ffmpeg.version} at ${ffmpeg.path}`,
    `  cache ${cache}`,
    ...(flavour === 'gpu' && !gpu
      ? ['  no GPU was seen: this engine runs on the CPU here; `svtk doctor` says more']
      : []),
  ];
  return `${lines.join('\n')}\n`;
}
