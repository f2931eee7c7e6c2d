import type { DrawnFigure } from '../figures/figure';
import { escaped, Markup, markup } from './markup';

/** A drawn figure with its title; who does not see it gets the description. */
export function figureMarkup({ svg, title, description, file }: DrawnFigure): Markup {
  const label = `role="img" aria-label="${escaped(description)}"`;
  // The SVG comes from Vega, which escapes the texts in it; width and height stay as the natural size.
  const image = new Markup(svg.replace(/^<svg /, `<svg ${label} `));
  return markup`<figure id="figure-${file}">
<figcaption>${title}</figcaption>
${image}
</figure>`;
}

/** Figures side by side where there is room. */
export function figureGrid(figures: readonly DrawnFigure[]): Markup {
  return markup`<div class="grid">${figures.map(figureMarkup)}</div>`;
}
