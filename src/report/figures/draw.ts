import type { DrawnFigure, Figure } from './figure';
import { config } from './style';

/** Draws a figure as SVG, here and now, without a browser. */
export async function draw({ spec, ...about }: Figure): Promise<DrawnFigure> {
  const [vega, vegaLite] = [await import('vega'), await import('vega-lite')];
  const compiled = vegaLite.compile({ ...spec, description: about.description }, { config });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none' });
  try {
    return { ...about, svg: ownIds(await view.toSVG(), about.file) };
  } finally {
    view.finalize();
  }
}

/** Vega counts its clip paths through the life of the process: a figure's own count makes equal figures equal, and ids unique in a page. */
function ownIds(svg: string, file: string): string {
  const numbers = new Map<string, string>();
  return svg.replace(/(\bid="|url\(#)(clip\d+)/g, (_, before: string, id: string) => {
    if (!numbers.has(id)) numbers.set(id, `${file}-clip-${numbers.size + 1}`);
    return `${before}${numbers.get(id)}`;
  });
}

/** The figure as a file of its own: on white, for papers. */
export function standalone({ svg }: DrawnFigure): string {
  return `${svg.replace(/^(<svg[^>]*)>/, '$1 color="#000"><rect width="100%" height="100%" fill="#fff"/>')}\n`;
}
