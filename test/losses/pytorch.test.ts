import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startEngine } from '../../src/engine/start';
import { buildLoss, evaluate } from './build-loss';

const Matrix = z.array(z.array(z.number()));
const Reference = z.object({
  embedding: z.object({ anywhere: Matrix, aligned: Matrix }),
  'projection.weight': Matrix,
  'projection.bias': z.array(z.number()),
  labels: z.array(z.number()),
  cases: z.array(
    z.object({
      loss: z.string(),
      options: z.record(z.string(), z.unknown()),
      margin: z.number(),
      rows: z.enum(['anywhere', 'aligned']),
      value: z.number(),
      gradients: z.record(z.string(), z.union([Matrix, z.array(z.number())])),
      statistics: z.record(z.string(), z.number()),
    }),
  ),
});
const reference = Reference.parse(JSON.parse(readFileSync(join(__dirname, '../references/losses.json'), 'utf8')));
const context = { embedding: reference['projection.weight'].length, classes: reference['projection.bias'].length };
const { 'projection.weight': matrix, 'projection.bias': bias, labels } = reference;
const weights = { 'projection.weight': matrix, 'projection.bias': bias };

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

for (const known of reference.cases) {
  const { loss: name, options, margin, rows } = known;
  test(`${name}.forward(…) with ${JSON.stringify(options)}, m = ${margin}, rows ${rows}: PyTorch’s value, gradients and statistics of pairs`, () => {
    const found = evaluate(buildLoss(name, { ...options }, context), {
      embedding: reference.embedding[rows],
      weights,
      labels,
      margin,
    });
    expect(Math.abs(found.value - known.value)).toBeLessThan(1e-5 * Math.max(1, known.value));
    for (const [weight, gradient] of Object.entries(known.gradients)) {
      const expected = gradient.flat();
      const scale = Math.max(1, ...expected.map(Math.abs));
      const worst = Math.max(...expected.map((g, at) => Math.abs(g - (found.gradients[weight]?.[at] ?? Number.NaN))));
      expect(worst / scale).toBeLessThan(1e-5);
    }
    expect(Object.keys(found.statistics)).toEqual(Object.keys(known.statistics));
    for (const [figure, expected] of Object.entries(known.statistics)) {
      const difference = Math.abs((found.statistics[figure] ?? Number.NaN) - expected);
      expect(difference / Math.max(1, expected)).toBeLessThan(1e-5);
    }
  });
}

for (const name of ['aam-softmax', 'real-aam-softmax']) {
  for (const variant of ['arcface', 'wespeaker', 'plain', 'easy']) {
    test(`${name}.forward(…) with variant ${variant} has finite value and gradients where cos θ is 1 and −1`, () => {
      const { value, gradients } = evaluate(buildLoss(name, { variant }, context), {
        embedding: reference.embedding.aligned,
        weights,
        labels,
        margin: 0.3,
      });
      expect(Number.isFinite(value)).toBe(true);
      for (const gradient of Object.values(gradients)) expect(gradient.every(Number.isFinite)).toBe(true);
    });
  }
}
