import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { tf } from '../../src/engine/tf';
import { type Parameter, trainedSize } from '../../src/layers/parameter';
import { makePass } from '../../src/layers/pass';
import type { SpeakerModel } from '../../src/models/speaker-model';
import { byFormula, formulaWeights } from './pytorch-weights';

const Sample = z.object({ shape: z.array(z.number()), stride: z.number(), values: z.array(z.number()) });
const Layout = z.object({ trained: z.number(), arrays: z.number(), sha256: z.string() });

/** A network run by scripts/references/formula.py; `options` are the model's own. */
export interface PytorchCase {
  readonly options: { readonly features: number };
  readonly batch: number;
  readonly time: number;
  readonly mode: 'train' | 'infer';
  readonly shown: Readonly<Record<string, z.infer<typeof Sample>>>;
  readonly gradients: Readonly<Record<string, z.infer<typeof Sample>>>;
  readonly running?: Readonly<Record<string, z.infer<typeof Sample>>> | undefined;
}

/** The numbers of test/references/<name>.json. */
export function pytorchReference<Options extends z.ZodType<{ readonly features: number }>>(
  name: string,
  options: Options,
) {
  const Case = z.object({
    options,
    batch: z.number(),
    time: z.number(),
    mode: z.enum(['train', 'infer']),
    shown: z.record(z.string(), Sample),
    gradients: z.record(z.string(), Sample),
    running: z.record(z.string(), Sample).optional(),
  });
  const Reference = z.object({ layouts: z.record(z.string(), Layout), cases: z.array(Case) });
  return Reference.parse(JSON.parse(readFileSync(join(__dirname, `../references/${name}.json`), 'utf8')));
}

/** Largest difference at the sampled places, as a share of the largest number there. */
function difference(tensor: tf.Tensor | undefined, { shape, stride, values }: z.infer<typeof Sample>): number {
  expect(tensor?.shape).toEqual(shape);
  const found = tensor?.dataSync() ?? [];
  const largest = Math.max(...values.map(Math.abs));
  const gap = Math.max(...values.map((value, at) => Math.abs(value - (found[at * stride] ?? Number.NaN))));
  // A gradient that is 0 but for float64's rounding, as that of a bias in front of a softmax: float32's rounding is left.
  return largest < 1e-9 ? gap / 10 : gap / largest;
}

export interface Tolerances {
  readonly activations: number;
  readonly gradients: number;
}

/** Runs the model on the case's weights and input and holds activations, gradients and running statistics to PyTorch's. */
export function expectPytorch(model: SpeakerModel, known: PytorchCase, tolerances: Tolerances): void {
  const { parameters } = model;
  const { batch, time, mode, options } = known;
  const values = formulaWeights(parameters);
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const tensors = parameters.map(({ name, shape }) => tf.tensor(values.get(name) ?? [], [...shape]));
    const weights = new Map(parameters.map(({ name }, at) => [name, tensors[at] as tf.Tensor]));
    const x = tf.tensor3d(
      byFormula(batch * time * options.features, 1000).map(value => 3 * value),
      [batch, time, options.features],
    );
    const target = tf.tensor2d(byFormula(batch * model.embedding, 2000), [batch, model.embedding]);
    const pass = makePass(weights, mode, Object.keys(known.shown));
    // Inference leaves out what only the classes of training see.
    const reached = (name: string) => mode === 'train' || name in known.gradients;
    const trained = parameters
      .filter(parameter => parameter.trained && reached(parameter.name))
      .map(({ name }) => name);
    const { grads } = tf.valueAndGrads(() => {
      const output = model.forward(pass, x);
      pass.expose('output', output);
      return tf.sum<tf.Scalar>(tf.mul(output, target));
    })(trained.map(name => weights.get(name) as tf.Tensor));
    const far: string[] = [];
    const hold = (what: string, tensor: tf.Tensor | undefined, sample: z.infer<typeof Sample>, tolerance: number) => {
      const found = difference(tensor, sample);
      if (!(found < tolerance)) far.push(`${what}: ${found}`);
    };
    for (const [name, sample] of Object.entries(known.shown)) {
      hold(name, pass.exposed.get(name), sample, tolerances.activations);
    }
    expect(Object.keys(known.gradients).sort()).toEqual([...trained].sort());
    for (const [name, sample] of Object.entries(known.gradients)) {
      hold(`gradient of ${name}`, grads[trained.indexOf(name)], sample, tolerances.gradients);
    }
    expect([...pass.updates.keys()].sort()).toEqual(Object.keys(known.running ?? {}).sort());
    for (const [name, sample] of Object.entries(known.running ?? {})) {
      hold(name, pass.updates.get(name), sample, tolerances.activations);
    }
    expect(far).toEqual([]);
    pass.dispose();
  });
  expect(tf.memory().numTensors).toBe(before);
}

/** Names and shapes, axes reversed to PyTorch's, in the form of `layout` in scripts/references/formula.py. */
export function layoutOf(parameters: readonly Parameter[]): z.infer<typeof Layout> {
  const lines = parameters.map(({ name, shape }) => [name, `${name} ${[...shape].reverse()}`] as const);
  const sorted = lines.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  return {
    trained: trainedSize(parameters),
    arrays: parameters.length,
    sha256: createHash('sha256').update(sorted.join('\n')).digest('hex'),
  };
}
