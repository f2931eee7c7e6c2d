import type { CommandModule } from 'yargs';
import type { Check } from '../provision/check';

/** `svtk doctor`: what svtk stands on, a line each. */
export const command: CommandModule = {
  command: 'doctor',
  describe: 'Say whether svtk can work here, and for each fault what mends it',
  builder: yargs =>
    yargs
      .option('runs', { type: 'string', default: 'exp', describe: 'the folder that holds the runs', requiresArg: true })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 doctor', 'Node, TensorFlow, device, ffmpeg, disk, memory; exit code 3 on a fault')
      .example('$0 doctor --json > machine.json', 'to send along with a question'),
  async handler(argv) {
    const { diagnose } = await import('../provision/doctor');
    const diagnosis = await diagnose(String(argv['runs']));
    const text = argv['json'] === true ? JSON.stringify(diagnosis, null, 2) : diagnosis.checks.map(lineOf).join('\n');
    process.stdout.write(`${text}\n`);
    if (!diagnosis.healthy) process.exitCode = 3;
  },
};

const marks = { ok: 'ok', warning: 'warning', fault: 'FAULT' } as const;

function lineOf({ name, state, value, remedy }: Check): string {
  const text = `${marks[state].padEnd(8)}${name.padEnd(15)} ${value}`;
  return remedy === undefined ? text : `${text}\n${' '.repeat(24)}→ ${remedy}`;
}
