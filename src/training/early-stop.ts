import type { Validation } from './course';

/** The lowest; of equals the earliest. */
export function bestOf(validations: readonly Validation[]): Validation | undefined {
  return validations.reduce<Validation | undefined>(
    (best, one) => (best === undefined || one.eer < best.eer ? one : best),
    undefined,
  );
}

/**
 * Evaluations since the last improvement: one is where the error rate is lower by at least `minDelta` than at the improvement
 * before it. As Keras' and Lightning's EarlyStopping count (lightning/pytorch/callbacks/early_stopping.py, mode min).
 */
export function staleness(validations: readonly Validation[], minDelta: number): number {
  let reference = Number.POSITIVE_INFINITY;
  let stale = 0;
  for (const { eer } of validations) {
    const improved = minDelta > 0 ? eer <= reference - minDelta : eer < reference;
    stale = improved ? 0 : stale + 1;
    if (improved) reference = eer;
  }
  return stale;
}
