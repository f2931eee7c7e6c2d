import type { DrawnFigure, Figure } from './figure';
import { config } from './style';

/** Draws a figure as SVG, here and now, without a browser. */
export async function draw({ spec, ...about }: Figure): Promise<DrawnFigure> {
  const [vega, vegaLite] = [await import('vega'), await import('vega-lite')];
  const compiled = vegaLite.compile({ ...spec, description: about.description }, { config });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none' });
  try {
    return { ...about, svg: await view.toSVG() };
  } finally {
    view.finalize();
  }
}

/** The figure as a file of its own: on white, for papers. */
export function standalone({ svg }: DrawnFigure): string {
  return `${svg.replace(/^(<svg[^>]*)>/, '$1 color="#000"><rect width="100%" height="100%" fill="#fff"/>')}\n`;
}
