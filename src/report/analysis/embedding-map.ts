import { rowProducts } from '../../algebra/products';
import { randomOf, shuffled } from '../../core/random';
import type { VectorSet } from '../../core/vectors';

/** A point of a plane that keeps near embeddings near. */
export interface MapPoint {
  readonly x: number;
  readonly y: number;
  /** Index of the speaker; −1 where it is not known. */
  readonly speaker: number;
}

/** Fewer points than this have no neighbourhoods to keep. */
export const leastPoints = 10;
const neighbours = 15;
/** umap-learn takes 500 up to 10,000 points; by 200 the maps of speech that were tried stand still. */
const epochs = 200;

/** At most `most` rows, of speakers drawn by seed: whole speakers rather than single utterances, so that clusters show. */
export function mapRows(speakers: Int32Array, most: number, seed: number): Int32Array {
  const random = randomOf(seed, 'embedding-map', 'rows');
  if (speakers.length <= most) return Int32Array.from(speakers.keys());
  const place = new Map(shuffled([...new Set(speakers)], random).map((speaker, index) => [speaker, index]));
  const order = [...speakers.keys()].sort((a, b) => place.get(speakers[a]!)! - place.get(speakers[b]!)! || a - b);
  return Int32Array.from(order.slice(0, most)).sort();
}

/**
 * Embeddings in two dimensions; the same seed gives the same map. Neighbours are exact, by cosine: n² · columns.
 * Source: McInnes, Healy & Melville 2018, UMAP: Uniform Manifold Approximation and Projection (umap-js).
 */
export async function embeddingMap(vectors: VectorSet, speakers: Int32Array, seed: number): Promise<MapPoint[]> {
  const { UMAP } = await import('umap-js');
  const unit = unitRows(vectors);
  const nearest = nearestByCosine(unit, Math.min(neighbours, unit.rows - 1));
  const map = new UMAP({
    nComponents: 2,
    nNeighbors: nearest.indices[0]!.length,
    nEpochs: epochs,
    minDist: 0.1,
    random: randomOf(seed, 'embedding-map', 'umap').uniform,
  });
  map.setPrecomputedKNN(nearest.indices, nearest.distances);
  const rows = Array.from({ length: unit.rows }, (_, row) => [
    ...unit.data.subarray(row * unit.columns, (row + 1) * unit.columns),
  ]);
  return map.fit(rows).map(([x = 0, y = 0], row) => ({ x, y, speaker: speakers[row] ?? -1 }));
}

interface Rows {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

function unitRows({ rows, columns, data }: VectorSet): Rows {
  const unit = Float64Array.from(data);
  for (let row = 0; row < rows; row++) {
    const own = unit.subarray(row * columns, (row + 1) * columns);
    const norm = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    for (let column = 0; column < columns; column++) own[column]! /= norm;
  }
  return { rows, columns, data: unit };
}

/** Each row's nearest rows, itself first as umap-learn has it, and 1 − cosine to them. */
function nearestByCosine(unit: Rows, count: number): { indices: number[][]; distances: number[][] } {
  const { data: cosines } = rowProducts(unit, unit); // [rows, rows]
  const indices: number[][] = [];
  const distances: number[][] = [];
  for (let row = 0; row < unit.rows; row++) {
    const own = cosines.subarray(row * unit.rows, (row + 1) * unit.rows);
    const near = [row, ...largest(own, count - 1, row)];
    indices.push(near);
    distances.push(near.map(other => (other === row ? 0 : Math.max(0, 1 - own[other]!))));
  }
  return { indices, distances };
}

/** Places of the `count` largest values but one, from the largest down; equal ones in their order. */
function largest(values: Float64Array, count: number, except: number): number[] {
  const places: number[] = [];
  for (let place = 0; place < values.length; place++) {
    const least = places[count - 1];
    if (place === except || (least !== undefined && values[place]! <= values[least]!)) continue;
    let at = places.length;
    while (at > 0 && values[place]! > values[places[at - 1]!]!) at--;
    places.splice(at, 0, place);
    if (places.length > count) places.pop();
  }
  return places;
}
