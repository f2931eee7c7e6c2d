import type { Random } from '../core/random';

/** Uniform between the two ends. */
export function uniformIn([low, high]: readonly [number, number], random: Random): number {
  return low + (high - low) * random.uniform();
}

/** A whole number between the two ends, both included. */
export function integerIn([low, high]: readonly [number, number], random: Random): number {
  return low + random.integer(high - low + 1);
}
