import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandModule } from 'yargs';

/** Thresholds at equal error of a run's trial lists under cosine scoring. */
async function thresholdsOf(run: string): Promise<{ list: string; threshold: number }[]> {
  const folder = join(run, 'scores');
  if (!existsSync(folder)) return [];
  const { readScoredList } = await import('../stages/table');
  return readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .flatMap(name => {
      const { trials, thresholds } = readScoredList(join(folder, name));
      const threshold = thresholds['cosine'];
      return threshold === undefined ? [] : [{ list: trials, threshold }];
    });
}

/** `svtk verify`: are two recordings of one speaker? */
export const command: CommandModule = {
  command: 'verify <enroll> <test>',
  describe: 'Compare two recordings by the network of a run',
  builder: yargs =>
    yargs
      .positional('enroll', { describe: 'a recording', type: 'string' })
      .positional('test', { describe: 'another recording', type: 'string' })
      .option('run', { describe: 'run directory', type: 'string', demandOption: true, requiresArg: true })
      .option('device', { describe: 'where tensors live', choices: ['auto', 'cpu', 'gpu'] as const, default: 'auto' })
      .option('json', { describe: 'print one JSON document', type: 'boolean', default: false })
      .example('$0 verify a.wav b.wav --run exp/resnet34/default', 'cosine, and what it means at the run’s thresholds'),
  async handler(argv) {
    const run = String(argv['run']);
    const { embedFiles } = await import('./embed-files');
    const { cosineScorer } = await import('../backends/cosine');
    const files = [String(argv['enroll']), String(argv['test'])];
    const { vectors } = await embedFiles(files, { run, device: String(argv['device']) });
    const [cosine] = cosineScorer().scoreTrials(vectors, vectors, Int32Array.of(0, 1));
    const thresholds = (await thresholdsOf(run)).map(at => ({ ...at, same: (cosine ?? 0) >= at.threshold }));
    if (argv['json'] === true) return void process.stdout.write(`${JSON.stringify({ cosine, thresholds })}\n`);
    process.stdout.write(`cosine ${cosine?.toFixed(4)}\n`);
    for (const { list, threshold, same } of thresholds) {
      process.stdout.write(
        `  ${same ? 'same speaker' : 'different speakers'} at ${threshold.toFixed(4)}, the equal-error threshold of ${list}\n`,
      );
    }
  },
};
