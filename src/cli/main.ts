import yargs from 'yargs';
import { SvtkError, UsageError } from '../core/errors';
import { nearestNames } from '../core/nearest-names';
import { svtkVersion } from '../core/package-root';
import { commands } from './commands';

/** A closed pipe (`svtk … | head`) ends the program quietly; it is no error of svtk's. */
function tolerateClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
      throw error;
    });
  }
}

function unknownCommand(name: string): UsageError {
  const known = commands.map(({ command }) => String(command).split(' ')[0] ?? '');
  const near = nearestNames(name, known);
  return new UsageError({
    what: 'unknown command',
    expected: known.join(', '),
    found: `'${name}'`,
    remedy: near.length > 0 ? `did you mean svtk ${near.join(' or svtk ')}?` : 'svtk --help describes each',
  });
}

/** Parses the command line, runs the command, and turns an error into one message and its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  tolerateClosedPipe();
  const parser = yargs([...argv])
    .scriptName('svtk')
    .usage('$0 <command>\n\nExperiments in speaker verification: a YAML recipe in, a paper’s table out.')
    .command([...commands])
    .version(svtkVersion)
    .help()
    .strictOptions()
    .demandCommand(1, 'svtk needs a command; svtk --help lists them')
    .recommendCommands()
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .parserConfiguration({ 'parse-numbers': false, 'parse-positional-numbers': false, 'dot-notation': false })
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
  try {
    const [first] = argv;
    const known = commands.some(({ command }) => String(command).split(' ')[0] === first);
    if (first !== undefined && !first.startsWith('-') && !known) throw unknownCommand(first);
    await parser.parseAsync();
  } catch (error) {
    process.exitCode = exitWith(error);
  }
}

function exitWith(error: unknown): number {
  if (error instanceof SvtkError) {
    // Problems of a recipe begin with file:line:column, which editors and terminals turn into links.
    process.stderr.write(`${error.name === 'RecipeError' ? '' : 'svtk: '}${error.message}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`svtk: internal error, please report it with the command and this text\n${text}\n`);
  return 1;
}
