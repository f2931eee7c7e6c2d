import { randomOf } from '../../src/core/random';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { losses } from '../../src/losses';
import { buildLoss, evaluate } from './build-loss';

const context = { embedding: 6, classes: 5 };
const labels = [0, 3, 4, 3];

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

/** A point where no row is near a corner of any loss, with the loss's own start for its weights. */
function pointFor(name: string) {
  const loss = buildLoss(name, {}, context);
  const random = randomOf('losses', name);
  const embedding = labels.map(() => Array.from({ length: context.embedding }, () => random.normal()));
  const weights = Object.fromEntries(
    loss.parameters.map(({ name, shape, init }) => {
      const values = [...init(random)];
      const columns = shape[1] ?? values.length;
      const rows = Array.from({ length: values.length / columns }, (_, r) =>
        values.slice(r * columns, (r + 1) * columns),
      );
      return [name, shape.length === 1 ? values : rows];
    }),
  );
  return { loss, embedding, weights };
}

for (const name of Object.keys(losses)) {
  test(`losses['${name}'] builds from its defaults, and its gradient is the slope along a random direction`, () => {
    const { loss, embedding, weights } = pointFor(name);
    expect(loss.parameters.length > 0).toBe(name !== 'contrastive'); // it learns no class vectors
    const margin = loss.margin;
    const random = randomOf('direction', name);
    const direction = embedding.map(row => row.map(() => random.normal()));
    const along = (step: number) =>
      evaluate(loss, {
        embedding: embedding.map((row, r) => row.map((value, c) => value + step * (direction[r]?.[c] ?? 0))),
        weights,
        labels,
        margin,
      });
    // Central differences: an error of h² · f''' / 6 against float32's rounding of f (≈ 10 · 6e-8) / h; h = 5e-3 balances them
    // near 1e-4 · |f'''|, and f''' is of the order of the slope itself times the scale squared over the batch.
    const h = 5e-3;
    const numeric = (along(h).value - along(-h).value) / (2 * h);
    const slopes = along(0).gradients['embedding'] ?? [];
    const analytic = direction.flat().reduce((sum, value, at) => sum + value * (slopes[at] ?? Number.NaN), 0);
    expect(Math.abs(numeric - analytic)).toBeLessThan(5e-3 * Math.max(1, Math.abs(analytic)));
  });

  test(`losses['${name}'].forward(…) leaves no tensors behind`, () => {
    const { loss, embedding, weights } = pointFor(name);
    const before = tf.memory().numTensors;
    for (let turn = 0; turn < 2; turn++) evaluate(loss, { embedding, weights, labels, margin: loss.margin });
    expect(tf.memory().numTensors).toBe(before);
  });
}
