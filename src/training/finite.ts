import { NumericError } from '../core/errors';
import { stepFigures } from './step';
import type { StoredWeights } from './weights';

const remedy = 'the last checkpoint is kept and finite; try a smaller learning rate or training.clip_norm';

/** Throws NumericError where the loss or the gradient of a step is not finite. */
export function demandFiniteFigures(figures: Readonly<Record<string, number>>, step: number): void {
  const bad = stepFigures.filter(name => !Number.isFinite(figures[name]));
  if (bad.length === 0) return;
  throw new NumericError({
    what: `${bad.join(' and ')} not finite`,
    where: `training step ${step}`,
    found: bad.map(name => `${name} ${figures[name]}`).join(', '),
    remedy,
  });
}

/** Throws NumericError where a weight is not finite: a gradient can be finite and the update by it not. */
export function demandFiniteWeights(tensors: StoredWeights, step: number): void {
  for (const [name, { data }] of tensors) {
    let zero = 0;
    for (const value of data) zero += 0 * value;
    if (zero === 0) continue;
    const found = String(data.find(value => !Number.isFinite(value)));
    throw new NumericError({ what: `${name} is not finite`, where: `training step ${step}`, found, remedy });
  }
}
