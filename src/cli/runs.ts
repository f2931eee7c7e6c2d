import type { CommandModule } from 'yargs';
import type { ListedRun } from '../pipeline/list-runs';

/** `svtk runs`: what lies in the experiment folder, and how far it has come. */
export const command: CommandModule = {
  command: 'runs',
  describe: 'List the runs: state, last stage, time, first figure of the table',
  builder: yargs =>
    yargs
      .option('exp', { describe: 'folder of runs', type: 'string', default: 'exp', requiresArg: true })
      .option('json', { describe: 'print JSON', type: 'boolean', default: false })
      .example('$0 runs', 'a line each run of exp/')
      .example('$0 runs --json', 'the same for programs'),
  async handler(argv) {
    const [{ listRuns }, { firstResult }] = [await import('../pipeline/list-runs'), await import('../report/result')];
    const experiments = String(argv['exp'] ?? 'exp');
    const runs = listRuns(experiments).map(run => ({ ...run, result: firstResult(run.directory) }));
    if (argv['json'] === true) {
      process.stdout.write(`${JSON.stringify(runs, null, 2)}\n`);
      return;
    }
    if (runs.length === 0) process.stdout.write(`no runs in ${experiments}\n`);
    const rows = runs.map(run => [
      `${run.recipe}/${run.name}`,
      run.state,
      run.stage ?? '',
      when(run),
      run.result?.text ?? '',
    ]);
    const widths = [0, 1, 2, 3].map(column => Math.max(0, ...rows.map(row => (row[column] ?? '').length)));
    for (const row of rows) {
      const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
      process.stdout.write(`${line.trimEnd()}\n`);
    }
  },
};

/** Minutes are enough: `2026-11-22 07:41`, in UTC as in the logs. */
function when({ time }: ListedRun): string {
  return time.slice(0, 16).replace('T', ' ');
}
