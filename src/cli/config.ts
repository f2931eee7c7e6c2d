import type { CommandModule } from 'yargs';
import { oneComposedRecipe, recipeArguments, recipeOptions } from './recipe-arguments';

/** `svtk config`: a recipe with everything filled in, where a value comes from, or the schema for editors. */
export const command: CommandModule = {
  command: 'config [recipe..]',
  describe: 'Show a recipe with its parts, overrides and defaults filled in',
  builder: yargs =>
    recipeOptions(yargs)
      .option('explain', { describe: 'say where the value of this key comes from', type: 'string', requiresArg: true })
      .option('json-schema', { describe: 'print the JSON Schema of recipes, for editors', type: 'boolean' })
      .option('format', { describe: 'how to print the recipe', choices: ['yaml', 'json'], default: 'yaml' })
      .conflicts('explain', 'json-schema')
      .example('$0 config recipes/quickstart.yaml > mine.yaml', 'a recipe of one file, to change by hand')
      .example('$0 config recipes/quickstart.yaml --explain loss.margin', 'file, line and column, and what it replaced')
      .example('$0 config --json-schema > recipe.schema.json', 'for the YAML plug-in of an editor'),
  async handler(argv) {
    const { tasks } = await import('../tasks');
    const given = recipeArguments(argv);
    if (argv['json-schema'] === true && given.recipes.length === 0) {
      const { tasksJsonSchema } = await import('../recipe/json-schema');
      return print(JSON.stringify(tasksJsonSchema(Object.values(tasks).map(({ recipe }) => recipe)), null, 2));
    }
    const composed = await oneComposedRecipe(given);
    const { checkRecipes } = await import('../recipe/task-definition');
    const [checked] = checkRecipes([composed], tasks);
    if (checked === undefined) return;
    if (argv['json-schema'] === true) {
      const { recipeJsonSchema } = await import('../recipe/json-schema');
      return print(JSON.stringify(recipeJsonSchema(checked.definition.recipe), null, 2));
    }
    if (argv['explain'] !== undefined) {
      const { explainKey } = await import('../recipe/explain');
      return print(explainKey(checked, String(argv['explain'])));
    }
    const { recipeYaml, resolvedRecipe } = await import('../recipe/resolved');
    const resolved = resolvedRecipe(checked);
    print(argv['format'] === 'json' ? JSON.stringify(resolved, null, 2) : recipeYaml(resolved).trimEnd());
  },
};

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
