import { z } from 'zod';

const published = z
  .record(z.string(), z.record(z.string(), z.number()))
  .describe(
    'numbers of the paper by trial list and metric heading, for the first back-end: { voxceleb1-o: { EER %: 1.739 } }',
  );

const row = z.strictObject({
  name: z.string().describe('heading of the row, as the paper has it'),
  recipe: z.string().describe('recipe file, from the folder of this one'),
  set: z.array(z.string()).default([]).describe('key.path=value, as on the command line'),
  published: published.optional(),
});

/** A table of a paper: its rows are recipes with overrides, its numbers stand beside ours. */
export const tableRecipe = z.strictObject({
  task: z.literal('table').describe('which kind of experiment'),
  title: z.string().describe('heading of the table'),
  rows: z.array(row).min(1).describe('one system each'),
  notes: z.array(z.string()).default([]).describe('said under the table'),
});

export type TableRecipe = z.output<typeof tableRecipe>;
