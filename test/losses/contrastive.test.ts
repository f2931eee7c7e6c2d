import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startEngine } from '../../src/engine/start';
import { buildLoss, evaluate } from './build-loss';

const Matrix = z.array(z.array(z.number()));
const Case = z.object({
  options: z.object({ margin: z.number(), unit_length: z.boolean(), hard: z.number() }),
  labels: z.array(z.number()),
  embedding: Matrix,
  loss: z.number(),
  gradient: Matrix,
});
const path = join(__dirname, '../references/contrastive.json');
const { cases } = z.object({ cases: z.array(Case) }).parse(JSON.parse(readFileSync(path, 'utf8')));
const context = { embedding: 5, classes: 4 };

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

for (const { options, labels, embedding, loss, gradient } of cases) {
  test(`contrastive(${JSON.stringify(options)}).forward(…) of labels ${labels} is PyTorch’s of eq. 4, pair by pair`, () => {
    const { margin } = options;
    const found = evaluate(buildLoss('contrastive', options, context), { embedding, weights: {}, labels, margin });
    expect(found.value).toBeCloseTo(loss, 6);
    const gaps = gradient
      .flat()
      .map((slope, at) => Math.abs(slope - (found.gradients['embedding']?.[at] ?? Number.NaN)));
    expect(Math.max(...gaps)).toBeLessThan(2e-6); // float32
  });
}

test('contrastive.forward(…) says how many pairs were of one speaker, and how far apart', () => {
  const embedding = [
    [1, 0, 0, 0, 0],
    [2, 0, 0, 0, 0],
    [0, 3, 0, 0, 0],
  ];
  const point = { embedding, weights: {}, labels: [0, 0, 1], margin: 1 };
  const { value, correct, statistics } = evaluate(buildLoss('contrastive', {}, context), point);
  expect(value).toBeCloseTo(0, 6);
  expect(correct).toBe(1);
  expect(statistics['same_pairs']).toBe(1);
  expect(statistics['active_pairs']).toBe(0);
  expect(statistics['same_distance']).toBeCloseTo(0, 5);
  expect(statistics['other_distance']).toBeCloseTo(Math.SQRT2, 5);
});

test('contrastive.forward(…) has finite gradients where all embeddings coincide', () => {
  const point = { embedding: [0, 1, 2].map(() => [1, 2, 3, 4, 5]), weights: {}, labels: [0, 0, 1], margin: 1 };
  const { value, gradients } = evaluate(buildLoss('contrastive', {}, context), point);
  expect(value).toBeCloseTo(0.25, 3); // the other pairs lack all of the margin, ½ · ½ · 1²; 1 − cosine rounds to 1e-7, its root to 3e-4
  expect(gradients['embedding']?.every(Number.isFinite)).toBe(true);
});
