import { type Curve, curveOf } from '../analysis/curve';
import { type CurvePlan, curveFigure } from './curve-figure';
import type { Figure } from './figure';

/** The figures that a training logged, by name; entry i of each column is of one row. */
export interface LoggedTraining {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Float64Array>;
}

interface ColumnPlan extends Omit<CurvePlan, 'file'> {
  /** What a logged number is multiplied by for the axis. */
  readonly factor?: number;
}

/** What training logs at each step, in the order of the page; a column that is not here is drawn under its own name. */
const known: Readonly<Record<string, ColumnPlan>> = {
  loss: { title: 'Loss', axis: 'loss (nats)', noisy: true },
  accuracy: { title: 'Accuracy: crops classified rightly', axis: 'crops (%)', factor: 100, noisy: true, zero: true },
  learning_rate: { title: 'Learning rate', axis: 'learning rate', noisy: false, zero: true },
  margin: { title: 'Margin', axis: 'margin', noisy: false, zero: true },
  gradient_norm: { title: 'Gradient norm before clipping', axis: 'L2 norm', noisy: true, scale: 'log' },
  wait: { title: 'Waiting for data, share of the step', axis: 'time (%)', factor: 100, noisy: true, zero: true },
  seconds: { title: 'Time of a step', axis: 'time (s)', noisy: true, scale: 'log' },
};

/** Hard and satisfied non-target pairs, as in the analysis of Li et al. 2022, Real additive margin softmax, section 2. */
const pairs: Readonly<Record<string, ColumnPlan>> = {
  satisfied: { title: 'Satisfied share of the non-target pairs', axis: 'pairs (%)', factor: 100, noisy: true },
  target_cosine: { title: 'Target logits: mean cosine', axis: 'cosine', noisy: true },
  hard_cosine: { title: 'Hard non-target logits: mean cosine', axis: 'cosine', noisy: true },
  satisfied_cosine: { title: 'Satisfied non-target logits: mean cosine', axis: 'cosine', noisy: true },
  hard_pull: { title: 'Pull of hard pairs, batch mean', axis: 'Σ |∂loss/∂cos|', noisy: true, zero: true },
  satisfied_pull: { title: 'Pull of satisfied pairs, batch mean', axis: 'Σ |∂loss/∂cos|', noisy: true, zero: true },
};

/** Columns that say where a row stands, not how training goes. */
const places = ['step', 'epoch'];

/** A figure for each column that any of the trainings logged, one line a training. */
export function trainingFigures(trainings: readonly LoggedTraining[]): Figure[] {
  const logged = new Set(trainings.flatMap(({ columns }) => [...columns.keys()]));
  const others = [...logged].filter(name => ![...places, ...Object.keys(known), ...Object.keys(pairs)].includes(name));
  const plans: Record<string, ColumnPlan> = {
    ...known,
    ...Object.fromEntries(others.map(name => [name, { title: name.replaceAll('_', ' '), axis: name, noisy: false }])),
  };
  return Object.entries(plans).flatMap(([column, plan]) => columnFigure(column, plan, trainings));
}

/** The figures of hard and satisfied pairs; none where no loss has a margin, as softmax has none. */
export function pairFigures(trainings: readonly LoggedTraining[]): Figure[] {
  return Object.entries(pairs).flatMap(([column, plan]) => columnFigure(column, plan, trainings));
}

function columnFigure(
  column: string,
  { factor = 1, ...plan }: ColumnPlan,
  trainings: readonly LoggedTraining[],
): Figure[] {
  const curves = trainings.flatMap(({ name, columns }) => {
    const [steps, values] = [columns.get('step'), columns.get(column)];
    if (steps === undefined || values === undefined) return [];
    const curve = curveOf(steps, values);
    return curve.values.length < 2
      ? []
      : [{ name, curve: { ...curve, values: curve.values.map(value => value * factor) } }];
  });
  if (curves.length === 0) return [];
  const isPositive = curves.every(({ curve }: { curve: Curve }) => curve.values.every(value => value > 0));
  const scale = plan.scale === 'log' && isPositive ? ('log' as const) : ('linear' as const);
  return [curveFigure({ ...plan, scale, file: `training-${column.replaceAll('_', '-')}` }, curves)];
}
