import type { MapPoint } from '../analysis/embedding-map';
import type { Figure } from './figure';
import { colours, shapes } from './style';

/** Embeddings in the plane, speakers told apart by colour and shape; those behind the first `named` are one grey class. */
export function mapFigure(
  list: string,
  points: readonly MapPoint[],
  nameOf: (speaker: number) => string,
  named = 20,
  file = `map-${list}`,
): Figure {
  const counts = new Map<number, number>();
  for (const { speaker } of points) if (speaker >= 0) counts.set(speaker, (counts.get(speaker) ?? 0) + 1);
  const most = [...counts].sort(([a, x], [b, y]) => y - x || a - b).slice(0, named);
  const shown = new Map(most.map(([speaker], place) => [speaker, place]));
  const others = 'other speakers';
  const labels = most.map(([speaker]) => nameOf(speaker));
  const rest = points.some(({ speaker }) => !shown.has(speaker)) ? [others] : [];
  const domain = [...labels, ...rest];
  const colour = domain.map((name, place) => (name === others ? '#808080' : colours[place % (colours.length - 1)]!));
  const shape = domain.map((name, place) => (name === others ? 'stroke' : shapes[place % shapes.length]!));
  const legend = { columns: Math.ceil(domain.length / 22), symbolOpacity: 1 };
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return {
    file,
    title: `Embeddings, ${list}`,
    description: `UMAP of ${points.length} embeddings of ${list}, ${labels.length} speakers told apart by colour and shape`,
    spec: {
      width: 560,
      height: 460,
      data: {
        values: points.map(({ x, y, speaker }) => {
          const place = shown.get(speaker);
          return { x: round(x), y: round(y), speaker: place === undefined ? others : labels[place] };
        }),
      },
      mark: { type: 'point', filled: true, size: 34, opacity: 0.8, aria: false },
      encoding: {
        x: { field: 'x', type: 'quantitative', axis: null, scale: { zero: false } },
        y: { field: 'y', type: 'quantitative', axis: null, scale: { zero: false } },
        color: { field: 'speaker', type: 'nominal', title: 'speaker', scale: { domain, range: colour }, legend },
        shape: { field: 'speaker', type: 'nominal', title: 'speaker', scale: { domain, range: shape }, legend },
      },
    },
  };
}
