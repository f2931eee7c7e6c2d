import type { TopLevelSpec } from 'vega-lite';

/** A picture before it is drawn. */
export interface Figure {
  /** Its file in `figures/`, without the extension. */
  readonly file: string;
  readonly title: string;
  /** What it shows, for those who do not see it. */
  readonly description: string;
  readonly spec: TopLevelSpec;
}

export interface DrawnFigure extends Omit<Figure, 'spec'> {
  /** One svg element, its text in the colour of the text around it. */
  readonly svg: string;
}
