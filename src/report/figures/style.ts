import type { Config } from 'vega-lite';

/** Of middling lightness, so that they stand out from white and from black alike; dashes and shapes say the same again. */
export const colours = [
  '#2f7ed8',
  '#d1600a',
  '#0f9d74',
  '#b5599b',
  '#a08000',
  '#3aa6c9',
  '#7d6bc4',
  '#808080',
] as const;
export const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 2], [9, 3, 2, 3], [12, 4], [1, 3], [5, 2, 1, 2]];
export const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down'] as const;

/** Scales that give each of the named systems a colour and a dash of its own, the same in every figure of a page. */
export function systemScales(names: readonly string[]) {
  const domain = [...names];
  return {
    colour: { domain, range: names.map((_, place) => colours[place % colours.length]!) },
    dash: { domain, range: names.map((_, place) => [...dashes[place % dashes.length]!]) },
  };
}

/** Characters of a system's name up to which two fit side by side below a figure. */
const shortName = 24;

/** The legend of lines, below the figure; none for a single one. */
export function lineLegend(names: readonly string[]) {
  if (names.length < 2) return null;
  const columns = names.every(name => name.length <= shortName) ? 2 : 1;
  return { symbolType: 'stroke', symbolSize: 400, orient: 'bottom' as const, columns, labelLimit: 600 / columns };
}

const font = 'system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif';

/** `currentColor`: text and axes follow the page, light or dark, and are black in a file of their own. */
export const config: Config = {
  background: 'transparent',
  font,
  view: { stroke: 'currentColor', strokeOpacity: 0.25 },
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    tickColor: 'currentColor',
    domainColor: 'currentColor',
    gridColor: 'currentColor',
    gridOpacity: 0.12,
    domainOpacity: 0.4,
    tickOpacity: 0.4,
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelOverlap: true,
  },
  legend: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    symbolLimit: 100,
  },
  title: { color: 'currentColor', fontSize: 13, fontWeight: 600, anchor: 'start' },
  text: { color: 'currentColor', fontSize: 11 },
};
