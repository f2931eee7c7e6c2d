import type { CommandModule } from 'yargs';
import { describeBytes } from '../core/disk-fault';
import type { RemoteArchive } from '../provision/remote-file';
import { startReporter } from './reporter';

/** `svtk download`: corpora that are free, from their owners. */
export const command: CommandModule = {
  command: 'download [corpus] [archives..]',
  describe: 'Fetch free corpora: with resume, checksum, and room on the disk looked at first',
  builder: yargs =>
    yargs
      .positional('corpus', { describe: 'a corpus; without one, what can be fetched is listed', type: 'string' })
      .positional('archives', { describe: 'archives of it; all of them by default', type: 'string', array: true })
      .option('root', { describe: "folder of corpora, a recipe's data.root", type: 'string', requiresArg: true })
      .option('keep', { describe: 'keep the archives after unpacking', type: 'boolean', default: false })
      .example('$0 download', 'what can be fetched, how large it is, its licence')
      .example('$0 download librispeech train-clean-100 --root /corpora', 'one part; run again, it goes on')
      .example('$0 prepare recipe.yaml --download', 'what a recipe needs and is not there'),
  async handler(argv) {
    const { obtainCorpus, obtainableCorpora, obtainableOf } = await import('../corpora/obtain');
    if (argv['corpus'] === undefined) {
      for (const name of obtainableCorpora()) {
        const obtainable = obtainableOf(name);
        if (obtainable === undefined) continue;
        process.stdout.write(`${name}: ${obtainable.licence}\n`);
        for (const [archive, remote] of Object.entries(obtainable.archives)) {
          process.stdout.write(`  ${archive.padEnd(20)} ${describeArchive(remote)}\n`);
        }
        if (obtainable.ask !== undefined) process.stdout.write(`  ${obtainable.ask}\n`);
      }
      return;
    }
    const { withStopSignals } = await import('./stop-signal');
    const wanted = [argv['archives'] ?? []].flat().map(String);
    const { report, stop } = startReporter();
    try {
      await withStopSignals(signal =>
        obtainCorpus(String(argv['corpus']), wanted, {
          root: String(argv['root'] ?? '.'),
          keep: argv['keep'] === true,
          report,
          signal,
        }),
      );
    } finally {
      stop();
    }
  },
};

function describeArchive({ parts, packed, form }: RemoteArchive): string {
  const published = parts.every(({ md5, sha256 }) => (md5 ?? sha256) !== undefined);
  const trust = published ? `checksum by ${parts[0]?.checksumFrom ?? 'its owners'}` : 'no published checksum';
  const size = form === 'plain' ? 'a list' : `about ${describeBytes(packed)}`;
  return `${size}, ${trust}`;
}
