import { type Curve, curveOf, smoothed, thinned } from '../analysis/curve';
import type { CurvePlan, DrawnCurve } from './curve-figure';

/** How a column of metrics.jsonl is drawn. */
export interface ColumnPlan extends Omit<CurvePlan, 'file'> {
  /** What a logged number is multiplied by for the axis. */
  readonly factor: number;
  /** Whether steps are noisy: then the mean of their neighbours is drawn, and they themselves faintly. */
  readonly noisy: boolean;
  /** Rows to leave out: where the share of satisfied pairs is this, there is no pair that the column could be a mean of. */
  readonly unlessSatisfied?: number;
}

const plain: Omit<ColumnPlan, 'title' | 'axis'> = { factor: 1, noisy: false, scale: 'linear', zero: false };
const noisy = { ...plain, noisy: true };
const percent = { ...noisy, factor: 100, zero: true };

/** What training logs at each step, in the order of the page. */
const training: Readonly<Record<string, ColumnPlan>> = {
  loss: { ...noisy, title: 'Loss', axis: 'loss (nats)' },
  accuracy: { ...percent, title: 'Accuracy: crops classified rightly', axis: 'crops (%)' },
  validation_eer: { ...plain, factor: 100, title: 'EER on the development list', axis: 'EER (%)' },
  learning_rate: { ...plain, title: 'Learning rate', axis: 'learning rate', zero: true },
  margin: { ...plain, title: 'Margin of the loss', axis: 'margin', zero: true },
  gradient_norm: { ...noisy, title: 'Gradient norm before clipping', axis: 'L2 norm', scale: 'log' },
  wait: { ...percent, title: 'Waiting for data, share of the step', axis: 'time (%)' },
  seconds: { ...noisy, title: 'Time of a step', axis: 'time (s)', scale: 'log' },
};

/** Hard and satisfied non-target pairs, as in the analysis of Li et al. 2022, Real additive margin softmax, section 2. */
const pairs: Readonly<Record<string, ColumnPlan>> = {
  satisfied: { ...percent, title: 'Satisfied share of the non-target pairs', axis: 'pairs (%)', zero: false },
  target_cosine: { ...noisy, title: 'Target logits: mean cosine', axis: 'cosine' },
  hard_cosine: { ...noisy, title: 'Hard non-target logits: mean cosine', axis: 'cosine', unlessSatisfied: 1 },
  satisfied_cosine: {
    ...noisy,
    title: 'Satisfied non-target logits: mean cosine',
    axis: 'cosine',
    unlessSatisfied: 0,
  },
  hard_pull: { ...noisy, title: 'Pull of hard pairs, batch mean', axis: 'Σ |∂loss/∂cos|', zero: true },
  satisfied_pull: { ...noisy, title: 'Pull of satisfied pairs, batch mean', axis: 'Σ |∂loss/∂cos|', zero: true },
};

/** Columns that say where a row stands, not how training goes. */
const places = ['step', 'epoch'];
/** Points of a curve in a picture. */
const most = 1000;
/** A noisy curve is drawn as the mean over this share of it. */
const window = 1 / 50;

/** The plans of one part of the page; a column that nobody planned for is drawn under its own name, with training's. */
export function columnPlans(part: 'training' | 'pairs', logged: Iterable<string>): Record<string, ColumnPlan> {
  if (part === 'pairs') return pairs;
  const planned = [...places, ...Object.keys(training), ...Object.keys(pairs)];
  const others = [...logged].filter(name => !planned.includes(name));
  return {
    ...training,
    ...Object.fromEntries(others.map(name => [name, { ...plain, title: name.replaceAll('_', ' '), axis: name }])),
  };
}

/** What a training logged, as curves of at most some 1,000 points by column; columns with fewer than two numbers are left out. */
export function trainingCurves(columns: ReadonlyMap<string, Float64Array>): Map<string, DrawnCurve> {
  const steps = columns.get('step');
  if (steps === undefined) return new Map();
  const plans = { ...columnPlans('training', columns.keys()), ...pairs };
  const curves = Object.entries(plans).map(([name, plan]) => {
    const { factor, unlessSatisfied } = plan;
    const satisfied = columns.get('satisfied');
    const isEmpty = (row: number): boolean => unlessSatisfied !== undefined && satisfied?.[row] === unlessSatisfied;
    const values = columns.get(name)?.map((value, row) => (isEmpty(row) ? Number.NaN : value * factor));
    return [name, drawnCurve(curveOf(steps, values ?? new Float64Array()), plan)] as const;
  });
  return new Map(curves.filter(([, { line }]) => line.values.length > 1));
}

function drawnCurve(curve: Curve, plan: ColumnPlan): DrawnCurve {
  if (!plan.noisy) return { line: thinned(curve, most) };
  const mean = smoothed(curve, Math.max(1, Math.round(curve.values.length * window)));
  return { line: thinned(mean, most), faint: thinned(curve, most) };
}
