import type { Component } from '../core/registry';
import { inputSchema } from './json-schema';
import { type OptionDoc, optionDocs } from './option-docs';
import type { Tasks } from './task-definition';

/** docs/recipes.md: how a recipe is written, then every key of every task and every entry of every shelf, from the schemas. */
export function generateRecipeDocs(tasks: Tasks): string {
  const shelves = new Map(Object.values(tasks).flatMap(({ shelves }) => Object.entries(shelves)));
  return [
    preface,
    ...Object.entries(tasks).flatMap(([name, { summary, recipe }]) => [
      `## task: ${name}\n\n${sentence(summary)}`,
      table(optionDocs(inputSchema(recipe))),
    ]),
    ...[...shelves].flatMap(([shelf, registry]) => [
      `## ${shelf}`,
      ...Object.entries(registry).map(([name, component]) => entry(name, component)),
    ]),
    '',
  ].join('\n\n');
}

function entry(name: string, component: Component): string {
  const options = optionDocs(inputSchema(component.options));
  const head = `### ${name}\n\n${sentence(component.summary)} Follows: ${sentence(component.source)}`;
  return options.length === 0 ? `${head} No options.` : `${head}\n\n${table(options)}`;
}

function table(options: readonly OptionDoc[]): string {
  const rows = options.map(({ key, words, description, required, ...option }) => {
    const fallback = option.default === undefined ? (required ? '**required**' : '–') : `\`${option.default}\``;
    return `| \`${key}\` | ${cell(words)} | ${cell(fallback)} | ${cell(description)} |`;
  });
  return ['| key | written as | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

const preface = `# Recipes

<!-- Generated from the schemas by scripts/recipe-docs.mjs; a test holds it to them. Edit src/recipe/docs.ts or the schemas. -->

A recipe is a YAML file (YAML 1.2: \`no\` is text, \`1e-3\` a number) of at most 1 MiB that describes one system.
\`svtk check RECIPE\` says everything that is wrong with it, \`svtk config RECIPE\` shows it with every value filled in,
\`svtk config RECIPE --explain loss.margin\` where a value comes from, and \`svtk config --json-schema\` prints a schema for editors.

A recipe is put together in this order; what comes later wins.

1. **Defaults** of the tables below.
2. **\`use: [configs/features/fbank80.yaml, …]\`**: files, first to last. Each is looked for beside the file that names it, then in every
   folder above, then among svtk's own. They may \`use\` others; a file is laid once, before the first that names it.
3. **The recipe** itself.
4. **\`profiles: { mini: { … } }\`**: changes that \`--profile mini\` lays over the recipe.
5. **\`key.path=value\`** on the command line, read as YAML. A comma makes a sweep, one run for each value: \`loss.margin=0.2,0.3\`; commas inside
   quotes and brackets do not. \`backends.1.lda=100\` changes the second item of a list. Where the recipe is a table, keys that
   tables do not have change the recipes of all its rows: \`svtk table recipes/tables/real-am-softmax-1.yaml data.root=/corpora seed=1,2,3\`.

Maps are laid over each other key by key; lists and single values take the place of what was there. A part of the system is named by \`type\`, with its
options beside it: \`loss: { type: am-softmax, margin: 0.2 }\`; its name alone will do: \`loss: am-softmax\`. Where \`type\` changes, the options of the old type go.

\`\${NAME}\` stands for an environment variable, \`\${NAME:-text}\` has a fallback, \`$\${NAME}\` is left alone. Inside \`{ }\` and \`[ ]\` it needs quotes.

Keys are in snake_case (\`learning_rate\`), names of parts in kebab-case (\`am-softmax\`).
Quantities take units: \`2 s\`, \`200 ms\`, \`16 kHz\`, \`0.1 %\`, \`15 dB\`, \`512 MiB\`, \`40k\`. A bare number is in the unit named in the table.`;
