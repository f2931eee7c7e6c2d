import { cholesky, solveRows } from '../algebra/cholesky';
import { dense } from '../algebra/dense';
import { NumericError } from '../core/errors';
import { type CostState, costAt, weighted } from './logistic-cost';

/** One input of a regression: a number for each trial. */
export interface Column {
  /** As errors call it: `score`, `shorter log-duration`. */
  readonly name: string;
  readonly values: Float64Array;
}

export interface LogisticOptions {
  /** Prior probability of a target trial at which the ratios shall cost least. */
  readonly prior: number;
  /** Half of it times the squared weights of the standardised columns is added to the cost; 0 = none. */
  readonly ridge: number;
}

/** Log-likelihood ratio of a trial: Σ weight × column + offset, in nats. */
export interface LinearRatio {
  readonly weights: Float64Array;
  readonly offset: number;
}

const MOST_STEPS = 100;
/** A pivot below this share of its diagonal is what rounding leaves of zero. */
const SINGULAR = 1e-12;

/**
 * The weights at which the prior-weighted logistic cost P/T Σ log(1 + e^−(s + τ)) + (1 − P)/N Σ log(1 + e^(s + τ)) is
 * least, τ = logit P, over T target and N non-target trials. Newton's method from weights of 0; trials × columns²
 * multiplications a step, some ten steps. Brümmer & de Villiers 2013, The BOSARIS toolkit, section 3; Brümmer & du Preez
 * 2006, section 5. Throws NumericError where the least cost lies at infinite weights, as with trials that a threshold
 * separates, or at no single place.
 */
export function fitLogistic(columns: readonly Column[], targets: Uint8Array, options: LogisticOptions): LinearRatio {
  const trials = weighted(targets, options.prior);
  const scaled = columns.map(standardised);
  const inputs = scaled.map(({ values }) => values);
  const evaluate = (theta: Float64Array): CostState => costAt(inputs, trials, theta, options.ridge);
  let theta = new Float64Array(columns.length + 1);
  let state = evaluate(theta);
  for (let step = 0; step < MOST_STEPS; step++) {
    if (options.ridge === 0 && step > 0) refuseSeparated(state.ratios, targets);
    const size = theta.length;
    const factor = cholesky(dense(size, size, state.hessian), SINGULAR);
    if (factor === undefined) {
      throw new NumericError({
        what: 'columns of a regression depend on each other',
        found: columns.map(({ name }) => name).join(', '),
        remedy: 'leave one of them out',
      });
    }
    const direction = solveRows(factor, dense(1, size, state.gradient)).data;
    const decrement = direction.reduce((sum, value, at) => sum + value * state.gradient[at]!, 0);
    // Newton doubles the digits: after a decrement of 1e-14 the next point is right to the last one.
    const last = decrement < 1e-14;
    const next = lineSearch(theta, direction, decrement, evaluate, state.cost);
    if (next === undefined || last) return unscaled(next?.theta ?? theta, scaled);
    ({ theta, state } = next);
  }
  throw new NumericError({ what: 'logistic regression does not settle', found: `${MOST_STEPS} steps of Newton` });
}

/** The ratio of each trial. */
export function applyRatio({ weights, offset }: LinearRatio, columns: readonly Column[]): Float64Array {
  const ratios = new Float64Array(columns[0]?.values.length ?? 0).fill(offset);
  columns.forEach(({ values }, column) => {
    const weight = weights[column]!;
    for (let trial = 0; trial < ratios.length; trial++) ratios[trial]! += weight * values[trial]!;
  });
  return ratios;
}

/** Mean and standard deviation, divided by n. Throws NumericError where the column is constant or not finite. */
export function spreadOf({ name, values }: Column): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  if (!(deviation > 1e-12 * Math.abs(mean) && deviation < Infinity)) {
    throw new NumericError({
      what: `${name} does not vary on the development trials`,
      expected: 'finite numbers that differ',
      found: Number.isFinite(deviation) ? `${mean} in all` : String(mean),
    });
  }
  return { mean, deviation };
}

interface ScaledColumn {
  readonly values: Float64Array;
  readonly mean: number;
  readonly deviation: number;
}

function standardised(column: Column): ScaledColumn {
  const { mean, deviation } = spreadOf(column);
  return { values: column.values.map(value => (value - mean) / deviation), mean, deviation };
}

/** Halves Newton's step until the cost falls as its slope promises; undefined where rounding hides any fall. */
function lineSearch(
  theta: Float64Array,
  direction: Float64Array,
  decrement: number,
  evaluate: (theta: Float64Array) => CostState,
  cost: number,
): { readonly theta: Float64Array<ArrayBuffer>; readonly state: CostState } | undefined {
  for (let share = 1; share > 1e-10; share /= 2) {
    const point = Float64Array.from(theta, (value, at) => value - share * direction[at]!);
    const state = evaluate(point);
    if (state.cost <= cost - 1e-4 * share * decrement) return { theta: point, state };
  }
  return undefined;
}

/** A threshold between the classes lets the cost fall for ever, as the weights grow. */
function refuseSeparated(ratios: Float64Array, targets: Uint8Array): void {
  let leastTarget = Infinity;
  let mostNontarget = -Infinity;
  ratios.forEach((ratio, trial) => {
    if (targets[trial] === 1) leastTarget = Math.min(leastTarget, ratio);
    else mostNontarget = Math.max(mostNontarget, ratio);
  });
  if (leastTarget < mostNontarget) return;
  throw new NumericError({
    what: 'development trials are told apart without an error: the size of log-likelihood ratios is not determined',
    expected: 'target trials that score below some non-target trial',
    remedy: 'give more or harder development trials, or a ridge, such as 0.001',
  });
}

function unscaled(theta: Float64Array, columns: readonly ScaledColumn[]): LinearRatio {
  const weights = Float64Array.from(columns, ({ deviation }, at) => theta[at]! / deviation);
  const offset = columns.reduce((sum, { mean }, at) => sum - weights[at]! * mean, theta[columns.length]!);
  return { weights, offset };
}
