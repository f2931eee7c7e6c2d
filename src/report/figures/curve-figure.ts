import type { Curve } from '../analysis/curve';
import type { Figure } from './figure';
import { lineLegend, systemScales } from './style';

/** A training's curve: what is drawn strongly, and where that is a mean, what it is the mean of. */
export interface DrawnCurve {
  readonly line: Curve;
  readonly faint?: Curve;
}

export interface CurvePlan {
  readonly file: string;
  readonly title: string;
  /** Title of the vertical axis, with its unit. */
  readonly axis: string;
  readonly scale: 'linear' | 'log';
  /** Whether the axis starts at 0. */
  readonly zero: boolean;
}

/** A figure over the steps of training, one line a training; of a single one, what is faint is drawn too. */
export function curveFigure(plan: CurvePlan, curves: readonly (DrawnCurve & { readonly name: string })[]): Figure {
  const names = curves.map(({ name }) => name);
  const { colour, dash } = systemScales(names);
  const several = names.length > 1;
  const legend = lineLegend(names);
  const rows = (name: string, { steps, values }: Curve) =>
    [...steps].map((step, row) => ({ system: name, step, value: values[row]! }));
  const layer = (
    values: ReturnType<typeof rows>,
    style: { readonly strokeWidth: number; readonly opacity: number },
  ) => ({
    data: { values },
    mark: { type: 'line' as const, ...style, aria: false },
    encoding: {
      x: {
        field: 'step',
        type: 'quantitative' as const,
        title: 'step',
        scale: { nice: false, zero: false },
        axis: { tickCount: 6 },
      },
      y: {
        field: 'value',
        type: 'quantitative' as const,
        title: plan.axis,
        scale: plan.scale === 'log' ? { type: 'log' as const, nice: false } : { zero: plan.zero },
      },
      color: { field: 'system', type: 'nominal' as const, title: null, scale: colour, legend },
      strokeDash: { field: 'system', type: 'nominal' as const, title: null, scale: dash, legend },
    },
  });
  const faint = several ? [] : curves.flatMap(({ name, faint }) => (faint === undefined ? [] : rows(name, faint)));
  const lines = curves.flatMap(({ name, line }) => rows(name, line));
  return {
    file: plan.file,
    title: plan.title,
    description: `${plan.title} over the steps of training; at the end ${ends(curves)}`,
    spec: {
      width: 520,
      height: legend === null ? 240 : 260 + 18 * Math.ceil(names.length / legend.columns),
      autosize: { type: 'fit', contains: 'padding' },
      layer: [
        ...(faint.length === 0 ? [] : [layer(faint, { strokeWidth: 0.8, opacity: 0.4 })]),
        layer(lines, { strokeWidth: 1.6, opacity: 1 }),
      ],
    },
  };
}

function ends(curves: readonly (DrawnCurve & { readonly name: string })[]): string {
  const last = ({ values }: Curve): string => values.at(-1)?.toPrecision(4) ?? '';
  if (curves.length === 1) return curves.map(({ line }) => last(line)).join();
  return curves.map(({ name, line }) => `${name} ${last(line)}`).join(', ');
}
