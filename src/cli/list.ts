import type { CommandModule } from 'yargs';
import { UsageError } from '../core/errors';
import { nearestNames } from '../core/nearest-names';
import type { Component, Registry } from '../core/registry';

/** `svtk list`: everything that a recipe can name. */
export const command: CommandModule = {
  command: 'list [name]',
  describe: 'List what recipes can name: losses, models, corpora, …',
  builder: yargs =>
    yargs
      .positional('name', { describe: 'a shelf, or one of its entries', type: 'string' })
      .option('json', { describe: 'print JSON', type: 'boolean' })
      .example('$0 list', 'every shelf, a line each entry')
      .example('$0 list losses', 'the losses with their options and sources')
      .example('$0 list am-softmax --json', 'one entry for programs'),
  async handler(argv) {
    const [{ tasks }, { inputSchema }, { optionDocs }] = [
      await import('../tasks'),
      await import('../recipe/json-schema'),
      await import('../recipe/option-docs'),
    ];
    const optionsOf = ({ options }: Component) => optionDocs(inputSchema(options));
    const shelves = new Map(Object.values(tasks).flatMap(({ shelves }) => Object.entries(shelves)));
    const name = argv['name'] === undefined ? undefined : String(argv['name']);
    const shown = name === undefined ? shelves : chosen(shelves, name);
    if (argv['json'] === true) {
      const entries = [...shown].map(([shelf, registry]) => [
        shelf,
        Object.entries(registry).map(([key, component]) => ({
          name: key,
          summary: component.summary,
          source: component.source,
          options: optionsOf(component),
        })),
      ]);
      return print(JSON.stringify(Object.fromEntries(entries), null, 2));
    }
    for (const [shelf, registry] of shown) {
      print(shelf);
      const width = Math.max(...Object.keys(registry).map(key => key.length));
      for (const [key, component] of Object.entries(registry)) {
        print(`  ${key.padEnd(width)}  ${component.summary}`);
        if (name === undefined) continue;
        print(`  ${''.padEnd(width)}  source: ${component.source}`);
        for (const { key: option, words, description, required, ...doc } of optionsOf(component)) {
          const fallback = doc.default === undefined ? (required ? 'required' : 'optional') : `default ${doc.default}`;
          print(
            `    ${option}: ${words.replaceAll('`', '')}; ${fallback}${description === '' ? '' : `\n        ${description}`}`,
          );
        }
      }
    }
  },
};

/** A whole shelf by its name, or one entry wherever it stands. */
function chosen(shelves: ReadonlyMap<string, Registry>, name: string): Map<string, Registry> {
  const shelf = shelves.get(name);
  if (shelf !== undefined) return new Map([[name, shelf]]);
  const found = new Map<string, Registry>();
  for (const [key, registry] of shelves) {
    const entry = Object.hasOwn(registry, name) ? registry[name] : undefined;
    if (entry !== undefined) found.set(key, { [name]: entry });
  }
  if (found.size > 0) return found;
  const known = [...shelves.keys(), ...[...shelves.values()].flatMap(registry => Object.keys(registry))];
  const near = nearestNames(name, known);
  throw new UsageError({
    what: 'unknown shelf or entry',
    expected: [...shelves.keys()].join(', '),
    found: `'${name}'`,
    ...(near.length === 0 ? {} : { remedy: `did you mean ${near.join(' or ')}?` }),
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
