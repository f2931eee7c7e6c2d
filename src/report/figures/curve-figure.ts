import { type Curve, smoothed, thinned } from '../analysis/curve';
import type { Figure } from './figure';
import { systemScales } from './style';

/** A system's curve in a figure that all systems share. */
export interface NamedCurve {
  readonly name: string;
  readonly curve: Curve;
}

export interface CurvePlan {
  readonly file: string;
  readonly title: string;
  /** With its unit. */
  readonly axis: string;
  readonly scale?: 'linear' | 'log';
  /** Whether steps are noisy: the mean of their neighbours is drawn too, or alone where curves share a figure. */
  readonly noisy: boolean;
  /** Whether figures start at 0 on the axis. */
  readonly zero?: boolean;
}

/** Points of a curve in a picture. */
const most = 1000;
/** A noisy curve is drawn as the mean over this share of it. */
const window = 1 / 50;

/** A figure over the steps of training: of one system as it is and smoothed, of several smoothed, one line each. */
export function curveFigure(plan: CurvePlan, curves: readonly NamedCurve[]): Figure {
  const names = curves.map(({ name }) => name);
  const { colour, dash } = systemScales(names);
  const several = names.length > 1;
  const values = (smooth: boolean) =>
    curves.flatMap(({ name, curve }) => {
      const width = Math.max(1, Math.round(curve.values.length * window));
      const { steps, values } = thinned(smooth ? smoothed(curve, width) : curve, most);
      return [...steps].map((step, row) => ({ system: name, step, value: values[row]! }));
    });
  const legend = several ? { orient: 'bottom' as const, columns: 2 } : null;
  const layer = (smooth: boolean, faint: boolean) => ({
    data: { values: values(smooth) },
    mark: { type: 'line' as const, strokeWidth: faint ? 0.8 : 1.6, opacity: faint ? 0.4 : 1, aria: false },
    encoding: {
      x: { field: 'step', type: 'quantitative' as const, title: 'step', scale: { nice: false, zero: false } },
      y: {
        field: 'value',
        type: 'quantitative' as const,
        title: plan.axis,
        scale: plan.scale === 'log' ? { type: 'log' as const } : { zero: plan.zero ?? false },
      },
      color: { field: 'system', type: 'nominal' as const, title: null, scale: colour, legend },
      strokeDash: { field: 'system', type: 'nominal' as const, title: null, scale: dash, legend },
    },
  });
  const layers = several || !plan.noisy ? [layer(plan.noisy, false)] : [layer(false, true), layer(true, false)];
  return {
    file: plan.file,
    title: plan.title,
    description: `${plan.title} over the steps of training${several ? ` of ${names.join(', ')}` : ''}; the last ${lasts(curves)}`,
    spec: { width: 520, height: 240, autosize: { type: 'fit', contains: 'padding' }, layer: layers },
  };
}

function lasts(curves: readonly NamedCurve[]): string {
  return curves.map(({ curve }) => curve.values.at(-1)?.toPrecision(4) ?? 'nothing').join(', ');
}
