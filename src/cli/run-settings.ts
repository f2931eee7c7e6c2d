import type { Argv } from 'yargs';

/** How recipes are run: what `svtk run`, `prepare`, `train`, `embed`, `score` and `table` share. */
export interface RunSettings {
  readonly experiments: string;
  readonly device: 'auto' | 'cpu' | 'gpu';
  readonly from?: string;
  readonly to?: string;
  readonly force: boolean;
  readonly fresh: boolean;
  readonly dryRun: boolean;
  readonly acceptCode: boolean;
}

/** Options of every command that runs stages. */
export function runOptions<T>(yargs: Argv<T>): Argv<T> {
  return yargs
    .option('from', { describe: 'first stage to consider', type: 'string', requiresArg: true })
    .option('to', { describe: 'last stage to run', type: 'string', requiresArg: true })
    .option('force', { describe: 'run stages though they are fresh', type: 'boolean', default: false })
    .option('fresh', { describe: 'move the old run aside and start anew', type: 'boolean', default: false })
    .option('dry-run', {
      describe: 'say which stages would run, and why; run nothing',
      type: 'boolean',
      default: false,
    })
    .option('accept-code', {
      describe: 'let work stand where nothing but svtk’s own code has changed',
      type: 'boolean',
      default: false,
    })
    .option('device', { describe: 'where tensors live', choices: ['auto', 'cpu', 'gpu'] as const, default: 'auto' })
    .option('exp', { describe: 'folder of runs', type: 'string', default: 'exp', requiresArg: true });
}

export function runSettings(argv: Readonly<Record<string, unknown>>, stage?: string): RunSettings {
  const device = argv['device'];
  const text = (name: string): string | undefined => (argv[name] === undefined ? undefined : String(argv[name]));
  const from = text('from') ?? stage;
  const to = text('to') ?? stage;
  return {
    experiments: String(argv['exp'] ?? 'exp'),
    device: device === 'cpu' || device === 'gpu' ? device : 'auto',
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    force: argv['force'] === true,
    fresh: argv['fresh'] === true,
    dryRun: argv['dry-run'] === true,
    acceptCode: argv['accept-code'] === true,
  };
}
