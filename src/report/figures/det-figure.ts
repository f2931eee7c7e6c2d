import { type DetPoint, detCoordinate } from '../analysis/det-points';
import type { Figure } from './figure';
import { lineLegend, shapes, systemScales } from './style';

/** A point worth a mark on a system's curve: where it errs equally, where it costs least. */
export interface OperatingPoint extends DetPoint {
  /** `EER`, `minDCF(0.01)`. */
  readonly metric: string;
}

/** One system, or one back-end of it, on one trial list. */
export interface DetSystem {
  readonly name: string;
  readonly points: readonly DetPoint[];
  readonly marks: readonly OperatingPoint[];
}

/** Ticks; the second are left out where the axes go further than usual. */
const rates = [0.0001, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.5, 0.7, 0.9];
const finer = [0.0002, 0.0005, 0.002, 0.3];
/** From a probit to a rate in percent, as Vega computes it. */
const percent = "format(100 * cumulativeNormal(datum.value), '.2~r')";

/** The DET curves of systems on one trial list, on probit axes, from 0.1 % to 50 % unless a system leaves no room. */
export function detFigure(list: string, systems: readonly DetSystem[], file = `det-${list}`): Figure {
  const names = systems.map(({ name }) => name);
  const lines = lineLegend(names);
  const { colour, dash } = systemScales(names);
  const metrics = [...new Set(systems.flatMap(({ marks }) => marks.map(({ metric }) => metric)))];
  const [low, high] = extent(systems);
  const isUsual = high - low < 3.2;
  const values = [...rates, ...(isUsual ? finer : [])]
    .map(detCoordinate)
    .filter(value => value >= low - 1e-9 && value <= high + 1e-9);
  const axis = (field: string, title: string) => ({
    field,
    type: 'quantitative' as const,
    title,
    scale: { domain: [low, high], nice: false, zero: false },
    axis: { values, labelExpr: percent, labelOverlap: false },
  });
  const position = { x: axis('falseAlarm', 'false alarms (%)'), y: axis('miss', 'misses (%)') };
  const system = {
    color: {
      field: 'system',
      type: 'nominal' as const,
      scale: colour,
      title: null,
      legend: lines,
    },
  };
  return {
    file,
    title: `DET, ${list}`,
    description: `Detection error tradeoff on ${list}: misses against false alarms of ${names.join(', ')}, both axes on a probit scale`,
    spec: {
      width: 420,
      height: 420,
      layer: [
        {
          data: { values: [low, high].map(value => ({ falseAlarm: value, miss: value })) },
          mark: { type: 'line', color: 'currentColor', opacity: 0.25, strokeWidth: 1, aria: false },
          encoding: position,
        },
        {
          data: {
            values: systems.flatMap(({ name, points }) => points.map((point, at) => ({ system: name, at, ...point }))),
          },
          mark: { type: 'line', clip: true, strokeWidth: 1.6, aria: false },
          encoding: {
            ...position,
            ...system,
            order: { field: 'at' },
            strokeDash: {
              field: 'system',
              type: 'nominal',
              scale: dash,
              title: null,
              legend: lines,
            },
          },
        },
        {
          data: { values: systems.flatMap(({ name, marks }) => marks.map(mark => ({ system: name, ...mark }))) },
          mark: { type: 'point', clip: true, filled: true, size: 70, opacity: 1, aria: false },
          encoding: {
            ...position,
            ...system,
            shape: {
              field: 'metric',
              type: 'nominal',
              scale: { domain: metrics, range: metrics.map((_, place) => shapes[place % shapes.length]!) },
              title: null,
              legend: { orient: 'bottom', symbolFillColor: 'currentColor', symbolStrokeColor: 'currentColor' },
            },
          },
        },
      ],
    },
  };
}

/** Probits of 0.1 % and 50 %, further where an operating point that counts would lie outside. */
function extent(systems: readonly DetSystem[]): [low: number, high: number] {
  const marks = systems.flatMap(({ marks }) => marks.filter(({ metric }) => metric.startsWith('EER')));
  const least = Math.min(...marks.map(({ miss }) => miss));
  const most = Math.max(...marks.map(({ miss }) => miss));
  const low = least < detCoordinate(0.003) ? 0.0001 : 0.001;
  const high = most > detCoordinate(0.2) ? 0.9 : 0.5;
  return [detCoordinate(low), detCoordinate(high)];
}
