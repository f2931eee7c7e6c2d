import yargs from 'yargs';
import { explainDiskFault, isDiskFault } from '../core/disk-fault';
import { SvtkError } from '../core/errors';
import { svtkVersion } from '../core/package-root';
import { Complaint, commandName, explainComplaint, unknownCommand } from './command-line';
import { commands } from './commands';
import { outliveTerminal } from './gone-terminal';
import { stopWork } from './stop-signal';

/** What a write meets where nobody reads any more: a closed pipe, a stream that is gone, a terminal that was closed. */
const unread: ReadonlySet<string> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'EIO']);

/**
 * A closed pipe (`svtk … | head`) or terminal ends the program quietly, it is no error of svtk's; but a run saves first, as at
 * SIGTERM: a closed terminal may be met by a write before its SIGHUP is heard.
 */
function tolerateClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!unread.has(error.code ?? '')) throw error;
      if (!stopWork('a closed pipe or terminal: nobody reads the output')) process.exit(process.exitCode ?? 0);
    });
  }
}

/** Parses the command line, runs the command, and turns an error into one message and its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  tolerateClosedPipe();
  outliveTerminal();
  const parser = yargs([...argv])
    .scriptName('svtk')
    .usage('$0 <command>\n\nExperiments in speaker verification: a YAML recipe in, a paper’s table out.')
    .command([...commands])
    .version(svtkVersion)
    .help()
    .alias('help', 'h')
    .locale('en')
    .strict()
    .demandCommand(1, 'svtk needs a command; svtk --help lists them')
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .parserConfiguration({ 'parse-numbers': false, 'parse-positional-numbers': false, 'dot-notation': false })
    .exitProcess(false)
    .fail((message, error) => {
      throw error === undefined || error.name === 'YError' ? new Complaint(message) : error;
    });
  const [first] = argv;
  const command = commands.find(known => commandName(known) === first);
  try {
    if (first !== undefined && !first.startsWith('-') && command === undefined) throw unknownCommand(first, commands);
    await parser.parseAsync();
  } catch (error) {
    process.exitCode = exitWith(error instanceof Complaint ? await explainComplaint(error, command, argv) : error);
  }
}

function exitWith(thrown: unknown): number {
  const error = isDiskFault(thrown) ? explainDiskFault(thrown, { path: process.cwd() }) : thrown;
  if (error instanceof SvtkError) {
    // Problems of a recipe begin with file:line:column, which editors and terminals turn into links.
    process.stderr.write(`${error.name === 'RecipeError' ? '' : 'svtk: '}${error.message}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`svtk: internal error, please report it with the command and this text\n${text}\n`);
  return 1;
}
