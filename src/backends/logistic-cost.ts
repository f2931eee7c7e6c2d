import { DataError } from '../core/errors';

/** The classes, each trial weighed so that its class counts as often as the prior says. */
export interface WeightedTrials {
  readonly targets: Uint8Array;
  readonly perTarget: number;
  readonly perNontarget: number;
  readonly priorLogOdds: number;
}

/** Throws DataError where all trials are of one class. */
export function weighted(targets: Uint8Array, prior: number): WeightedTrials {
  const total = targets.reduce((sum, target) => sum + target, 0);
  if (total === 0 || total === targets.length) {
    throw new DataError({
      what: 'development trials are of one class',
      expected: 'target and non-target trials',
      found: `${total} target, ${targets.length - total} non-target`,
    });
  }
  return {
    targets,
    perTarget: prior / total,
    perNontarget: (1 - prior) / (targets.length - total),
    priorLogOdds: Math.log(prior / (1 - prior)),
  };
}

/** The cost of a point, its slopes, and the ratios that it gives the trials. */
export interface CostState {
  readonly cost: number;
  readonly gradient: Float64Array;
  /** Row-major, symmetric. */
  readonly hessian: Float64Array;
  readonly ratios: Float64Array;
}

/** Prior-weighted logistic cost of `theta`, the weights of the inputs and then the offset; trials × inputs² / 2. */
export function costAt(
  inputs: readonly Float64Array[],
  { targets, perTarget, perNontarget, priorLogOdds }: WeightedTrials,
  theta: Float64Array,
  ridge: number,
): CostState {
  const size = theta.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const ratios = new Float64Array(targets.length);
  const row = new Float64Array(size).fill(1);
  let cost = 0;
  for (let trial = 0; trial < targets.length; trial++) {
    let ratio = theta[size - 1]!;
    for (let column = 0; column < size - 1; column++) {
      row[column] = inputs[column]![trial]!;
      ratio += theta[column]! * row[column]!;
    }
    ratios[trial] = ratio;
    const isTarget = targets[trial] === 1;
    const wrong = isTarget ? -ratio - priorLogOdds : ratio + priorLogOdds;
    const weight = isTarget ? perTarget : perNontarget;
    const shrunk = Math.exp(-Math.abs(wrong));
    cost += weight * (Math.max(wrong, 0) + Math.log1p(shrunk));
    const error = (wrong > 0 ? 1 : shrunk) / (1 + shrunk);
    const slope = (isTarget ? -weight : weight) * error;
    const curvature = (weight * shrunk) / (1 + shrunk) ** 2;
    for (let i = 0; i < size; i++) {
      gradient[i]! += slope * row[i]!;
      const curved = curvature * row[i]!;
      for (let j = 0; j <= i; j++) hessian[i * size + j]! += curved * row[j]!;
    }
  }
  for (let i = 0; i < size - 1; i++) {
    cost += (ridge / 2) * theta[i]! ** 2;
    gradient[i]! += ridge * theta[i]!;
    hessian[i * size + i]! += ridge;
  }
  for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) hessian[i * size + j] = hessian[j * size + i]!;
  return { cost, gradient, hessian, ratios };
}
