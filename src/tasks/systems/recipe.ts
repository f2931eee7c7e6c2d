import { z } from 'zod';

const system = z.strictObject({
  name: z.string().describe('heading of the column, as the paper has it'),
  recipe: z.string().describe('recipe file, from the folder of this one'),
  set: z.array(z.string()).default([]).describe('key.path=value, as on the command line'),
  published: z
    .record(z.string(), z.string())
    .default({})
    .describe('what the paper says, by property: { Parameters: 4.4m }'),
});

/** A table of a paper that says what its systems are, not how well they do: computed from their recipes, without a corpus or training. */
export const systemsRecipe = z.strictObject({
  task: z.literal('systems').describe('which kind of experiment'),
  title: z.string().describe('heading of the table'),
  systems: z.array(system).min(1).describe('a column each'),
  notes: z.array(z.string()).default([]).describe('said under the table'),
});

export type SystemsRecipe = z.output<typeof systemsRecipe>;
