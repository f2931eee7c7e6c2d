import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DataError } from '../core/errors';
import type { ResultTable } from './table';

const cell = z.object({
  value: z.number().exactOptional(),
  interval: z.tuple([z.number(), z.number()]).exactOptional(),
  spread: z.number().exactOptional(),
  seeds: z.array(z.object({ seed: z.number(), value: z.number() })).exactOptional(),
  published: z.number().exactOptional(),
  best: z.literal(true).exactOptional(),
  publishedBest: z.literal(true).exactOptional(),
});

const table = z.object({
  title: z.string(),
  columns: z.array(
    z.object({
      trials: z.string(),
      heading: z.string().exactOptional(),
      backend: z.string(),
      metric: z.string(),
      digits: z.int(),
    }),
  ),
  rows: z.array(z.object({ name: z.string(), section: z.string().exactOptional(), cells: z.array(cell) })),
  notes: z.array(z.string()),
});

/** Reads a table.json. Throws DataError where it is none. */
export function readTable(path: string): ResultTable {
  const parsed = table.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new DataError({ where: path, what: 'not a table of results', found: parsed.error.message });
}
