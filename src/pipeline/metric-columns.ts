import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isObject } from './stage-record';

/** Figures of a stage by name, an entry a row of metrics.jsonl; NaN where a row lacks the figure. */
export type MetricColumns = ReadonlyMap<string, Float64Array>;

/**
 * Reads what a stage wrote to metrics.jsonl: 8 bytes a figure, a line at a time. A line that is not whole, as a killed
 * process leaves it, is passed over; no file is no columns.
 */
export async function readMetricColumns(path: string, stage: string): Promise<MetricColumns> {
  const columns = new Map<string, number[]>();
  if (!existsSync(path)) return new Map();
  let rows = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const row = rowOf(line);
    if (row === undefined || row['stage'] !== stage) continue;
    for (const [name, value] of Object.entries(row)) {
      if (typeof value !== 'number') continue;
      const column = columns.get(name) ?? [];
      if (column.length === 0) columns.set(name, column);
      while (column.length < rows) column.push(Number.NaN);
      column.push(value);
    }
    rows++;
  }
  return new Map(
    [...columns].map(([name, values]) => {
      const column = new Float64Array(rows).fill(Number.NaN);
      column.set(values);
      return [name, column];
    }),
  );
}

function rowOf(line: string): Record<string, unknown> | undefined {
  try {
    const row: unknown = JSON.parse(line);
    return isObject(row) ? row : undefined;
  } catch {
    return undefined;
  }
}
