import { curveFigure, type DrawnCurve } from './curve-figure';
import type { Figure } from './figure';
import { columnPlans } from './training-columns';

/** Curves of a training by column. */
export interface TrainingCurves {
  readonly name: string;
  readonly curves: ReadonlyMap<string, DrawnCurve>;
}

/** A figure for each column of a part that any of the trainings has, one line a training. */
export function trainingFigures(part: 'training' | 'pairs', trainings: readonly TrainingCurves[]): Figure[] {
  const logged = new Set(trainings.flatMap(({ curves }) => [...curves.keys()]));
  return Object.entries(columnPlans(part, logged)).flatMap(([column, plan]) => {
    const curves = trainings.flatMap(({ name, curves }) => {
      const curve = curves.get(column);
      return curve === undefined ? [] : [{ name, ...curve }];
    });
    if (curves.length === 0) return [];
    const isPositive = curves.every(({ line, faint = line }) => faint.values.every(value => value > 0));
    const scale = isPositive ? plan.scale : 'linear';
    return [curveFigure({ ...plan, scale, file: `training-${column.replace(/[^A-Za-z0-9]+/g, '-')}` }, curves)];
  });
}
