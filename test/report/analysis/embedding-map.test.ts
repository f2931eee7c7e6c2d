import { randomOf } from '../../../src/core/random';
import { embeddingMap, mapRows } from '../../../src/report/analysis/embedding-map';

const random = randomOf('embedding-map test');
const columns = 16;
const speakers = Int32Array.from({ length: 90 }, (_, row) => row % 3);
const means = Array.from({ length: 3 * columns }, () => 4 * random.normal());
const data = Float32Array.from({ length: 90 * columns }, (_, at) => {
  const row = Math.floor(at / columns);
  return means[speakers[row]! * columns + (at % columns)]! + random.normal();
});
const vectors = { rows: 90, columns, data };

test('embeddingMap puts three speakers that are far apart into three clusters: the nearest point is of the same speaker', async () => {
  const points = await embeddingMap(vectors, speakers, 1);
  expect(points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
  for (const point of points) {
    const others = points.filter(other => other !== point);
    const near = others.reduce((a, b) =>
      Math.hypot(a.x - point.x, a.y - point.y) < Math.hypot(b.x - point.x, b.y - point.y) ? a : b,
    );
    expect(near.speaker).toBe(point.speaker);
  }
});

test('embeddingMap is the same for the same seed, and another for another', async () => {
  const [one, again, other] = await Promise.all([1, 1, 2].map(seed => embeddingMap(vectors, speakers, seed)));
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});

test('mapRows takes all rows where there is room, else whole speakers by seed', () => {
  expect([...mapRows(speakers, 100, 1)]).toEqual([...speakers.keys()]);
  const some = mapRows(speakers, 60, 1);
  expect(some).toHaveLength(60);
  expect(new Set(Array.from(some, row => speakers[row])).size).toBe(2);
  expect(mapRows(speakers, 60, 1)).toEqual(some);
});
