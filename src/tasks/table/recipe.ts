import { z } from 'zod';
import { claim } from './claims';

const published = z
  .record(z.string(), z.record(z.string(), z.number()))
  .describe(
    'numbers of the paper by trial list and metric heading, for the first back-end: { voxceleb1-o: { EER %: 1.739 } }',
  );

const changes = z.array(z.string()).default([]);

const row = z.strictObject({
  name: z.string().describe('heading of the row, as the paper has it'),
  section: z
    .string()
    .optional()
    .describe('heading that the row stands below, with those before and after it that have the same'),
  recipe: z.string().optional().describe('recipe file, from the folder of this one; that of the table by default'),
  set: changes.describe('key.path=value, as on the command line'),
  run: z
    .string()
    .optional()
    .describe('name of the run; rows that give the same one share it, and only the first of them has recipe and set'),
  starts_from: z
    .string()
    .optional()
    .describe('run of an earlier row, of the same seed, whose network its training starts from: training.start.run'),
  reading: z
    .string()
    .optional()
    .describe('which of the recipe’s extraction.readings the row is of; the network as the model says by default'),
  backend: z
    .string()
    .optional()
    .describe(
      'the back-end the row is scored by, where back-ends are rows and not columns: its label, or its type where the recipe has one of it',
    ),
  published: published.optional(),
});

/** A table of a paper: its rows are recipes with overrides, its numbers stand beside ours. */
export const tableRecipe = z.strictObject({
  task: z.literal('table').describe('which kind of experiment'),
  title: z.string().describe('heading of the table'),
  recipe: z.string().optional().describe('recipe file of the rows that name none, from the folder of this one'),
  set: changes.describe('key.path=value for every row, before its own; the command line comes last'),
  headings: z
    .record(z.string(), z.string())
    .default({})
    .describe('headings of trial lists, where they are not the names: { voxceleb1-o: VoxCeleb1 }'),
  rows: z.array(row).min(1).describe('one system each'),
  claims: z.array(claim).default([]).describe('what the paper concludes, held to its numbers and to ours'),
  notes: z.array(z.string()).default([]).describe('said under the table'),
});

export type TableRecipe = z.output<typeof tableRecipe>;
