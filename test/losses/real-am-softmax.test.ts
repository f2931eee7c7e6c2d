import { randomOf } from '../../src/core/random';
import { startEngine } from '../../src/engine/start';
import { buildLoss, type Evaluated, evaluate } from './build-loss';

// Requirements of Li, Nai, Wang 2021, "Real Additive Margin Softmax for Speaker Verification", by equation.

const [batch, dimension, classes] = [6, 4, 5];
const random = randomOf('real-am');
const draw = (rows: number, columns: number) =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
const embedding = draw(batch, dimension);
const matrix = draw(dimension, classes);
const labels = Array.from({ length: batch }, (_, row) => row % classes);

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

interface Setting {
  readonly name: string;
  readonly scale: number;
  readonly margin: number;
  readonly satisfied?: string;
  readonly rows?: number[][];
  readonly weight?: number[][];
  readonly own?: number[];
}

function run({ name, scale, margin, satisfied, rows = embedding, weight = matrix, own = labels }: Setting): Evaluated {
  const context = { embedding: weight.length, classes: weight[0]?.length ?? 0 };
  const loss = buildLoss(name, { scale, margin, ...(satisfied === undefined ? {} : { satisfied }) }, context);
  return evaluate(loss, { embedding: rows, weights: { 'projection.weight': weight }, labels: own, margin });
}

/** cos θ of each row and each class in double precision, by the definition (eq. 3). */
function cosinesOf(rows: readonly number[][], weight: readonly number[][]): number[][] {
  const columns = (weight[0] ?? []).map((_, column) => weight.map(row => row[column] ?? 0));
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  return rows.map(x => columns.map(w => dot(x, w) / Math.sqrt(dot(x, x) * dot(w, w))));
}

/** Mean over rows of f(cos θ_y, the other cosines). */
function mean(f: (target: number, others: readonly number[]) => number, rows = embedding): number {
  const values = cosinesOf(rows, matrix).map((cosines, row) =>
    f(
      cosines[labels[row] ?? 0] ?? 0,
      cosines.filter((_, column) => column !== labels[row]),
    ),
  );
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function expectClose(found: Evaluated['gradients'], expected: Evaluated['gradients']): void {
  const differences = Object.entries(expected).flatMap(([name, gradient]) =>
    gradient.map((slope, at) => Math.abs(slope - (found[name]?.[at] ?? Number.NaN))),
  );
  expect(Math.max(...differences)).toBeLessThan(1e-5);
}

/** float32 rounding of a loss of that size, with room for a few sums. */
const rounding = (value: number) => 4e-6 * Math.max(1, Math.abs(value));

test('am-softmax.forward(…) is eq. 2, eq. 4 and eq. 5, which are one (A1, A4)', () => {
  for (const [scale, margin] of [
    [30, 0.2],
    [10, 0.35],
    [1, 0],
  ] as const) {
    const eq2 = mean((target, others) => {
      const top = Math.exp(scale * (target - margin));
      return -Math.log(top / (top + sum(others.map(cosine => Math.exp(scale * cosine)))));
    });
    const eq4 = mean((target, others) =>
      Math.log(1 + sum(others.map(cosine => Math.exp(-scale * (target - cosine - margin))))),
    );
    const eq5 = mean((target, others) =>
      Math.log(1 + Math.exp(scale * margin) * sum(others.map(cosine => Math.exp(-scale * (target - cosine))))),
    );
    const { value } = run({ name: 'am-softmax', scale, margin });
    for (const written of [eq2, eq4, eq5]) expect(Math.abs(value - written)).toBeLessThan(rounding(written));
  }
});

test('am-softmax.forward(…) does not change with the lengths of embeddings and class vectors (A2)', () => {
  const plain = run({ name: 'am-softmax', scale: 30, margin: 0.2 });
  const scaled = run({
    name: 'am-softmax',
    scale: 30,
    margin: 0.2,
    rows: embedding.map((row, index) => row.map(value => value * (index + 1) * 3)),
    weight: matrix.map(row => row.map((value, column) => value * (column + 0.5))),
  });
  expect(Math.abs(plain.value - scaled.value)).toBeLessThan(rounding(plain.value));
});

test('am-softmax.forward(…) with s = 1 and m = 0 is softmax cross entropy on cosines (A5)', () => {
  const softmax = mean((target, others) => -target + Math.log(Math.exp(target) + sum(others.map(Math.exp))));
  expect(Math.abs(run({ name: 'am-softmax', scale: 1, margin: 0 }).value - softmax)).toBeLessThan(rounding(softmax));
});

test('am-softmax.forward(…) of a hard sample: a larger m shifts the loss and leaves the gradient (A7)', () => {
  // One class but the own one, far nearer: both margins are broken by so much that ln(1 + e^z) is z.
  const hard = {
    name: 'am-softmax',
    scale: 30,
    rows: [[1, 0.1]],
    weight: [
      [-1, 1],
      [0.2, 0.1],
    ],
    own: [0],
  };
  const [small, large] = [run({ ...hard, margin: 0.1 }), run({ ...hard, margin: 0.4 })];
  expect(large.value - small.value).toBeCloseTo(30 * 0.3, 4);
  expectClose(large.gradients, small.gradients);
});

test('am-softmax.forward(…) of an easy sample: the loss grows as e^{sm} (A6)', () => {
  const easy = {
    name: 'am-softmax',
    scale: 4,
    rows: [[1, 0.1]],
    weight: [
      [1, -1],
      [0.2, 0.1],
    ],
    own: [0],
  };
  const [small, large] = [run({ ...easy, margin: 0.1 }), run({ ...easy, margin: 0.2 })];
  expect(large.value / small.value).toBeCloseTo(Math.exp(4 * 0.1), 2);
});

test('real-am-softmax.forward(…) is eq. 12 (A8, A9)', () => {
  for (const [scale, margin] of [
    [30, 0.3],
    [4, 0.2],
    [30, 0],
  ] as const) {
    const eq12 = mean((target, others) =>
      Math.log(1 + sum(others.map(cosine => Math.exp(Math.max(0, -scale * (target - cosine - margin)))))),
    );
    const { value } = run({ name: 'real-am-softmax', scale, margin });
    expect(Math.abs(value - eq12)).toBeLessThan(rounding(eq12));
  }
});

const orthogonal = [0, 1, 2].map(row => [0, 1, 2].map(column => (row === column ? 1 : 0)));
const allMet = {
  name: 'real-am-softmax',
  scale: 30,
  margin: 0.3,
  rows: orthogonal,
  weight: orthogonal,
  own: [0, 1, 2],
};

test('real-am-softmax.forward(…) gives no gradient where all margins are met, in readings one and dropped (A10)', () => {
  for (const satisfied of ['one', 'dropped']) {
    const { gradients, statistics } = run({ ...allMet, satisfied });
    expect(statistics['satisfied']).toBe(1);
    for (const gradient of Object.values(gradients)) expect(gradient.every(slope => slope === 0)).toBe(true);
  }
});

test('real-am-softmax.forward(…) never falls under ln(classes) as eq. 12 is written; dropped reaches 0 (A11, A12)', () => {
  expect(run({ ...allMet, satisfied: 'one' }).value).toBeCloseTo(Math.log(3), 6);
  expect(run({ ...allMet, satisfied: 'dropped' }).value).toBe(0);
  // −ln(e^{s(1−m)} / (e^{s(1−m)} + 2)), the released code's way.
  expect(run({ ...allMet, satisfied: 'zero-logit', scale: 2 }).value).toBeCloseTo(
    Math.log1p(2 * Math.exp(-2 * 0.7)),
    6,
  );
});

test('real-am-softmax.forward(…): satisfied classes damp the gradient of hard ones in reading one, not in dropped (A12)', () => {
  const [one, dropped] = ['one', 'dropped'].map(satisfied =>
    run({ name: 'real-am-softmax', scale: 4, margin: 0.1, satisfied }),
  );
  expect(one?.statistics['satisfied']).toBeGreaterThan(0);
  expect(one?.statistics['satisfied']).toBeLessThan(1);
  const size = (found: Evaluated | undefined) => Math.hypot(...(found?.gradients['embedding'] ?? []));
  expect(size(one)).toBeLessThan(size(dropped));
});

test('real-am-softmax.forward(…) equals am-softmax in value and gradient where every margin is broken (A13)', () => {
  // cosines differ by at most 2, so a margin of 2 is always broken.
  const am = run({ name: 'am-softmax', scale: 5, margin: 2 });
  for (const satisfied of ['one', 'dropped', 'zero-logit']) {
    const real = run({ name: 'real-am-softmax', scale: 5, margin: 2, satisfied });
    expect(real.statistics['satisfied']).toBe(0);
    expect(Math.abs(real.value - am.value)).toBeLessThan(rounding(am.value));
    expectClose(real.gradients, am.gradients);
  }
});

test('real-am-softmax.forward(…) has gradient 0 at exactly cos θ_y − cos θ_j = m, and is finite for large s and zero vectors (A14)', () => {
  // cosines 1 and 0, m = 1: the margin is met with nothing to spare.
  const edge = run({ ...allMet, margin: 1 });
  expect(edge.statistics['satisfied']).toBe(1);
  expect(
    Object.values(edge.gradients)
      .flat()
      .every(slope => slope === 0),
  ).toBe(true);
  for (const name of ['am-softmax', 'aam-softmax', 'real-am-softmax', 'real-aam-softmax']) {
    const zero = run({ name, scale: 1000, margin: 0.5, rows: embedding.map(row => row.map(() => 0)) });
    const far = run({ name, scale: 1000, margin: 0.5 });
    for (const { value, gradients } of [zero, far]) {
      expect(Number.isFinite(value)).toBe(true);
      expect(Object.values(gradients).flat().every(Number.isFinite)).toBe(true);
    }
  }
});

test('forward(…).correct counts rows whose own cosine is highest, before any margin', () => {
  const expected = cosinesOf(embedding, matrix).filter(
    (row, at) => row.indexOf(Math.max(...row)) === labels[at],
  ).length;
  for (const name of ['am-softmax', 'aam-softmax', 'real-am-softmax', 'real-aam-softmax']) {
    expect(run({ name, scale: 30, margin: 0.9 }).correct).toBeCloseTo(expected / batch, 6);
  }
});
