import { z } from 'zod';
import type { Random } from '../core/random';

/** Options that are two ends, the lower one first: `rangeOf(decibels())`. */
export function rangeOf<End extends z.ZodType<number>>(end: End) {
  return z.tuple([end, end]).refine(([low, high]) => Number(low) <= Number(high), {
    error: ({ input }) => `expected the lower end first, found ${[input].flat().join(' to ')}`,
  });
}

/** Uniform between the two ends. */
export function uniformIn([low, high]: readonly [number, number], random: Random): number {
  return low + (high - low) * random.uniform();
}

/** A whole number between the two ends, both included. */
export function integerIn([low, high]: readonly [number, number], random: Random): number {
  return low + random.integer(high - low + 1);
}
