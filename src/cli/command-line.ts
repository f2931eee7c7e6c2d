import yargs, { type CommandModule } from 'yargs';
import { type Fault, UsageError } from '../core/errors';
import { nearestNames } from '../core/nearest-names';

/** What yargs says of a command line that it does not take; {@link explainComplaint} makes svtk's message of it. */
export class Complaint extends Error {}

/** The first word of a command's usage: `run` of `run <recipe..>`. */
export function commandName({ command }: CommandModule): string {
  return String(command).split(' ')[0] ?? '';
}

/** Throws UsageError for a first word that is no command. */
export function unknownCommand(name: string, commands: readonly CommandModule[]): UsageError {
  const known = commands.map(commandName);
  const near = nearestNames(name, known);
  return new UsageError({
    what: 'unknown command',
    expected: known.join(', '),
    found: `'${name}'`,
    remedy: near.length > 0 ? `did you mean svtk ${near.join(' or svtk ')}?` : 'svtk --help describes each',
  });
}

/** The complaint with what was expected, what was found and the nearest names. */
export async function explainComplaint(
  { message }: Complaint,
  command: CommandModule | undefined,
  argv: readonly string[],
): Promise<UsageError> {
  for (const [pattern, explain] of explanations) {
    const match = pattern.exec(message);
    if (match !== null) return new UsageError(await explain(match, command, argv));
  }
  return new UsageError(message);
}

type Explanation = (
  match: RegExpExecArray,
  command: CommandModule | undefined,
  argv: readonly string[],
) => Fault | Promise<Fault>;

// yargs has no codes for its complaints, only English texts, which main.ts asks for whatever the user's language.
const explanations: readonly (readonly [RegExp, Explanation])[] = [
  [/^Unknown arguments?: (.*)$/, unknownWords],
  [
    /^Not enough non-option arguments: got (\d+)/,
    (_, command) => ({
      what: 'words are missing',
      expected: `svtk ${String(command?.command)}`,
      remedy: helpOf(command),
    }),
  ],
  [
    /^Not enough arguments following: (.*)$/,
    ([, name = ''], command) => ({ what: `${dashed(name)} needs a value`, remedy: helpOf(command) }),
  ],
  [
    /^Missing required arguments?: (.*)$/,
    ([, names = ''], command) => ({
      what: `svtk ${command === undefined ? '' : commandName(command)} needs ${names.split(', ').map(dashed).join(', ')}`,
      remedy: helpOf(command),
    }),
  ],
  [
    /Argument: (\S+), Given: (.*), Choices: (.*)$/,
    ([, name = '', given = '', choices = '']) => {
      const known = choices.split(', ').map(choice => choice.replaceAll('"', ''));
      const found = given.replaceAll('"', '');
      return {
        what: `wrong value of ${dashed(name)}`,
        expected: known.join(' or '),
        found: `'${found}'`,
        ...didYouMean(nearestNames(found, known)),
      };
    },
  ],
];

async function unknownWords(
  [, list = '']: RegExpExecArray,
  command: CommandModule | undefined,
  argv: readonly string[],
): Promise<Fault> {
  const names = list.split(', ');
  const typed = names.map(name => (argv.includes(name) ? name : dashed(name)));
  const key = names.find(name => name.includes('.') && !argv.includes(name));
  const found = typed.join(' ');
  const what = typed.every(word => word.startsWith('-')) ? 'unknown option' : 'unknown word';
  if (key !== undefined)
    return { what, found, remedy: `keys of a recipe are changed without dashes: ${key.replace(/^-+/, '')}=VALUE` };
  const known = await optionsOf(command);
  // One letter is near to every short name.
  const near = names.flatMap(name => (name.length === 1 ? [] : nearestNames(name, known, 1))).map(dashed);
  return { what, found, ...(near.length > 0 ? didYouMean([near.join(' ')]) : { remedy: helpOf(command) }) };
}

/** Names of a command's options, without dashes. */
async function optionsOf(command: CommandModule | undefined): Promise<string[]> {
  const { builder } = command ?? {};
  const parser = yargs([]);
  const help = await (typeof builder === 'function' ? await builder(parser) : parser).getHelp();
  return [...help.matchAll(/--([a-z][\w-]*)/g)].flatMap(([, name = '']) => name);
}

function didYouMean(near: readonly string[]): Pick<Fault, 'remedy'> {
  return near.length === 0 ? {} : { remedy: `did you mean ${near.join(' or ')}?` };
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name.replace(/^-+/, '')}`;
}

function helpOf(command: CommandModule | undefined): string {
  return command === undefined ? 'svtk --help lists the commands' : `svtk ${commandName(command)} --help has examples`;
}
