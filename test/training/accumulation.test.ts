import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import type { Feature } from '../../src/features/feature';
import { batchNormOfVectors } from '../../src/layers/batch-norm';
import { linear } from '../../src/layers/linear';
import { softmax } from '../../src/losses/softmax';
import type { SpeakerModel } from '../../src/models/speaker-model';
import type { Batch } from '../../src/training/batches';
import { sgd } from '../../src/training/optimizers/sgd';
import { startState, stateLayout } from '../../src/training/state-layout';
import { openTrainer } from '../../src/training/trainer';
import { byFormula, formulaWeights } from '../models/pytorch-weights';
import reference from '../references/accumulation.json';

beforeAll(() => startEngine({ device: 'cpu' }));

const { inputs, hidden, classes, batch: rows } = reference;

/** Samples as they are, one frame. */
const samples: Feature = {
  sampleRate: 16000,
  dimension: inputs,
  frameShift: 1 / 16000,
  frames: () => 1,
  extract: waves => waves.as3D(-1, 1, inputs),
};

/** One affine layer, and batch norm where it is wanted. */
function network(norm: boolean): SpeakerModel {
  const first = linear('first', inputs, hidden);
  const second = batchNormOfVectors('norm', hidden);
  return {
    parameters: [...first.parameters, ...(norm ? second.parameters : [])],
    embedding: hidden,
    leastFrames: 1,
    forward(pass, features) {
      const y = first.apply(pass, features.as2D(-1, inputs));
      return norm ? second.apply(pass, y) : y;
    },
  };
}

/** Crops of the reference, `size` of them a batch, in their order. */
function batches(size: number): () => Promise<Batch> {
  let crop = 0;
  return async () => {
    const waves = new Float32Array(size * inputs);
    const labels = new Int32Array(size);
    for (let place = 0; place < size; place++, crop++) {
      const [index, row] = [Math.floor(crop / rows), crop % rows];
      const values = byFormula(rows * inputs, 100 + index).slice(row * inputs, (row + 1) * inputs);
      waves.set(
        values.map(value => 2 * value),
        place * inputs,
      );
      labels[place] = (index + row) % classes;
    }
    return { epoch: 0, batch: 0, waves, labels, waited: 0, release: () => undefined };
  };
}

async function train(norm: boolean, accumulate: number, batch = rows, steps = 4, watch: () => void = () => undefined) {
  const model = network(norm);
  const loss = softmax.build(softmax.options.parse({}), { embedding: hidden, classes });
  const optimizer = sgd.build({ momentum: 0.9, nesterov: true, weight_decay: 0 });
  const parts = { model, loss, optimizer, clipNorm: reference.clip };
  const start = startState(stateLayout(parts), 1).tensors;
  const formula = formulaWeights([...model.parameters, ...loss.parameters]);
  const filled = new Map(
    [...start].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(formula.get(name) ?? data) }]),
  );
  const warned: string[] = [];
  const trainer = openTrainer(filled, {
    ...parts,
    feature: samples,
    batch,
    samples: inputs,
    accumulate,
    seed: 1,
    precision: 'fp32',
    onFallback: reason => warned.push(reason),
  });
  const next = batches(batch);
  const figures: Record<string, number>[] = [];
  for (let step = 0; step < steps; step++) {
    const watched = async () => {
      watch();
      return next();
    };
    figures.push(await trainer.advance(watched, { step, learningRate: 0.5, margin: 0 }));
  }
  const state = trainer.state.stored();
  trainer.dispose();
  expect(warned).toEqual([]);
  return { figures, state };
}

test.each(reference.cases)(
  'a step on two batches gives the losses, norms and weights of PyTorch, batch norm: $norm',
  async one => {
    const { figures, state } = await train(one.norm, reference.accumulate);
    for (const [step, expected] of one.steps.entries()) {
      expect(figures[step]!['loss']).toBeCloseTo(expected.loss, 5);
      expect(figures[step]!['gradient_norm']).toBeCloseTo(expected.gradient_norm, 4);
    }
    for (const [name, values] of Object.entries(one.state)) {
      const ours = state.get(name)!.data;
      expect(ours.length).toBe(values.length);
      for (const [place, value] of values.entries()) expect(Math.abs(ours[place]! - value)).toBeLessThan(2e-6);
    }
  },
);

test('a step on two batches is the step on both as one where there is no batch norm, and another one where there is', async () => {
  const furthest = async (norm: boolean): Promise<number> => {
    const [several, one] = [await train(norm, 2), await train(norm, 1, 2 * rows)];
    const apart = [...several.state].flatMap(([name, { data }]) =>
      Array.from(data, (value, place) => Math.abs(value - one.state.get(name)!.data[place]!)),
    );
    return Math.max(...apart);
  };
  expect(await furthest(false)).toBeLessThan(1e-6);
  expect(await furthest(true)).toBeGreaterThan(1e-3);
});

test('a step on eight batches holds no more tensors at a time than one on two', async () => {
  const most = async (accumulate: number): Promise<number> => {
    let held = 0;
    await train(true, accumulate, rows, 3, () => {
      held = Math.max(held, tf.memory().numTensors);
    });
    return held;
  };
  expect(await most(8)).toBe(await most(2));
});
