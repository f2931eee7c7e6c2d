import type { ScoreHistogram } from '../analysis/score-histogram';
import type { Figure } from './figure';
import { colours } from './style';

/** Scores of the target and the non-target trials of a list under one system, and the threshold of equal errors. */
export function histogramFigure(
  list: string,
  system: string,
  histogram: ScoreHistogram,
  threshold: number,
  file: string,
): Figure {
  const { from, step } = histogram;
  const classes = { 'target trials': histogram.targets, 'non-target trials': histogram.nontargets };
  const domain = Object.keys(classes);
  const values = Object.entries(classes).flatMap(([trials, shares]) =>
    // A closing zero, so that the last step comes down too.
    [...shares, 0].map((share, bin) => ({ trials, score: from + bin * step, share })),
  );
  const end = from + step * histogram.targets.length;
  const interpolate = 'step-after' as const;
  const trials = {
    field: 'trials',
    type: 'nominal' as const,
    title: null,
    legend: { orient: 'bottom' as const, symbolType: 'stroke', symbolSize: 400 },
  };
  const shares = {
    x: {
      field: 'score',
      type: 'quantitative' as const,
      title: 'score',
      scale: { domain: [from, end], nice: false, zero: false },
    },
    y: { field: 'share', type: 'quantitative' as const, title: 'trials of the class (%)', stack: null },
    color: { ...trials, scale: { domain, range: [colours[0], colours[1]] } },
  };
  const mark = { score: threshold, text: `equal errors at ${threshold.toPrecision(4)}` };
  const isRight = threshold > from + 0.6 * (end - from);
  return {
    file,
    title: `Scores, ${system}`,
    description: `Histogram of the scores of target and non-target trials of ${list} under ${system}; equal errors at ${threshold.toPrecision(4)}`,
    spec: {
      width: 520,
      height: 260,
      autosize: { type: 'fit', contains: 'padding' },
      layer: [
        { data: { values }, mark: { type: 'area', interpolate, fillOpacity: 0.22, aria: false }, encoding: shares },
        {
          data: { values },
          mark: { type: 'line', interpolate, strokeWidth: 1.3, aria: false },
          encoding: {
            ...shares,
            strokeDash: {
              ...trials,
              scale: {
                domain,
                range: [
                  [1, 0],
                  [4, 2],
                ],
              },
            },
          },
        },
        {
          data: { values: [mark] },
          mark: { type: 'rule', color: 'currentColor', strokeWidth: 1, aria: false },
          encoding: { x: shares.x },
        },
        {
          data: { values: [mark] },
          mark: { type: 'text', align: isRight ? 'right' : 'left', dx: isRight ? -5 : 5, y: 8, aria: false },
          encoding: { x: shares.x, text: { field: 'text' } },
        },
      ],
    },
  };
}
