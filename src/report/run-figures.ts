import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DataError } from '../core/errors';
import type { Curve } from './analysis/curve';
import type { DetSystem } from './figures/det-figure';
import type { TrainingCurves } from './figures/training-figures';

const numbers = z.array(z.number());
const point = z.object({ falseAlarm: z.number(), miss: z.number() });

const runFigures = z.object({
  /** Noisy columns as means of neighbouring steps. */
  training: z.record(z.string(), z.object({ steps: numbers, values: numbers })),
  lists: z.array(
    z.object({
      list: z.string(),
      systems: z.array(
        z.object({
          /** `untrained`; absent for the trained network. */
          variant: z.string().exactOptional(),
          backend: z.string(),
          points: z.array(point),
          marks: z.array(point.extend({ metric: z.string() })),
        }),
      ),
    }),
  ),
});

/** What the figures of a run are drawn of, in a few hundred kilobytes: a series of runs draws its own of it. */
export type RunFigures = z.output<typeof runFigures>;

/** Reads a report.json. Throws DataError where it is none. */
export function readRunFigures(path: string): RunFigures {
  const parsed = runFigures.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new DataError({ where: path, what: 'not the figures of a run', found: parsed.error.message });
}

export function runFiguresText(figures: RunFigures): string {
  // Six digits are more than a picture shows.
  const short = (_: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value;
  return `${JSON.stringify(figures, short)}\n`;
}

/** The curves of a training, for the file. */
export function storedCurves({ curves }: TrainingCurves): RunFigures['training'] {
  const stored = ({ steps, values }: Curve) => ({ steps: [...steps], values: [...values] });
  return Object.fromEntries([...curves].map(([column, { line }]) => [column, stored(line)]));
}

/** The curves of a training, from the file. */
export function curvesOf({ training }: RunFigures): TrainingCurves['curves'] {
  return new Map(
    Object.entries(training).map(([column, { steps, values }]) => [
      column,
      { line: { steps: Float64Array.from(steps), values: Float64Array.from(values) } },
    ]),
  );
}

/** A system of the file under the name that it has in a figure. */
export function detSystem(name: string, { points, marks }: RunFigures['lists'][number]['systems'][number]): DetSystem {
  return { name, points, marks };
}
