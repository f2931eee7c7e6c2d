import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const tableFile = z.object({
  columns: z.array(z.object({ trials: z.string(), backend: z.string(), metric: z.string(), digits: z.int() })),
  rows: z.array(z.object({ name: z.string(), cells: z.array(z.object({ value: z.number().optional() })) })),
});

/** One figure of a run. */
export interface Result {
  readonly metric: string;
  readonly trials: string;
  readonly backend: string;
  readonly value: number;
  /** `EER % 11.93 (speechocean762-test, cosine)`. */
  readonly text: string;
}

/** The first figure in the last row of a run's table, which is the trained system; undefined where there is no table yet. */
export function firstResult(directory: string): Result | undefined {
  const path = join(directory, 'table.json');
  if (!existsSync(path)) return undefined;
  const table = tableFile.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  const column = table.data?.columns[0];
  const value = table.data?.rows.at(-1)?.cells[0]?.value;
  if (column === undefined || value === undefined) return undefined;
  const { metric, trials, backend, digits } = column;
  return { metric, trials, backend, value, text: `${metric} ${value.toFixed(digits)} (${trials}, ${backend})` };
}
