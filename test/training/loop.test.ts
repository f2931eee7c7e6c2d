import { NumericError, SavedError } from '../../src/core/errors';
import { randomOf } from '../../src/core/random';
import { startEngine } from '../../src/engine/start';
import { fbank } from '../../src/features/fbank';
import { softmax } from '../../src/losses/softmax';
import { resnet18 } from '../../src/models/resnet18';
import { noCourse } from '../../src/training/course';
import { type LoopOptions, runTraining, type TrainingState } from '../../src/training/loop';
import type { Monitor } from '../../src/training/monitor';
import { sgd } from '../../src/training/optimizers/sgd';
import { specAugmentOptions } from '../../src/training/spec-augment';
import { startState, stateLayout } from '../../src/training/state-layout';

beforeAll(() => startEngine({ device: 'cpu' }));

const batch = 4;
const samples = 3200;
const feature = fbank.build(fbank.options.parse({ mels: 12 }));
const model = resnet18.build(resnet18.options.parse({ channels: 2, blocks: [1, 1], embedding: 6 }), {
  features: feature.dimension,
});
const loss = softmax.build(softmax.options.parse({}), { embedding: model.embedding, classes: 3 });
const optimizer = sgd.build(sgd.options.parse({}));
const parts = { model, loss, optimizer, clipNorm: 0 };

/** Noise that is a function of the step, from the given step on. */
function batchesFrom(step: number): LoopOptions['next'] {
  let at = step;
  return async () => {
    const random = randomOf('wave', at++);
    const waves = Float32Array.from({ length: batch * samples }, () => 0.1 * random.normal());
    const labels = Int32Array.from({ length: batch }, () => random.integer(3));
    return { epoch: 0, batch: at, waves, labels, waited: 0, release: () => undefined };
  };
}

/** Nothing happens between steps. */
const unwatched: Monitor = {
  after: async () => undefined,
  course: noCourse,
  latest: undefined,
  stop: undefined,
  outcome: last => last,
};

async function train(more: Partial<LoopOptions>, start?: TrainingState): Promise<TrainingState> {
  const from = start ?? startState(stateLayout(parts), 1);
  const warned: string[] = [];
  const last = await runTraining(from, {
    ...parts,
    feature,
    next: batchesFrom(from.step),
    batch,
    samples,
    accumulate: 1,
    seed: 1,
    steps: 6,
    stepsPerEpoch: 6,
    schedule: () => 0.05,
    marginAt: () => 0,
    precision: 'fp32',
    checkpointSteps: 100,
    monitor: unwatched,
    save: () => undefined,
    log: () => undefined,
    report: event => {
      if (event.type === 'warning') warned.push(event.text);
    },
    signal: new AbortController().signal,
    ...more,
  });
  expect(warned).toEqual([]);
  return last;
}

/** All bits of a state. */
const print = ({ tensors }: TrainingState): string =>
  [...tensors].map(([name, { data }]) => `${name} ${Buffer.from(data.buffer).toString('base64')}`).join('\n');

test('runTraining(start, options) with SpecAugment of probability 0 gives the bits of training without it, with masks others', async () => {
  const without = print(await train({}));
  const never = specAugmentOptions.parse({ probability: 0 });
  const always = specAugmentOptions.parse({ probability: 1 });
  expect(print(await train({ specAugment: never })) === without).toBe(true);
  const masked = print(await train({ specAugment: always }));
  expect(masked === without).toBe(false);
  expect(print(await train({ specAugment: always })) === masked).toBe(true);
  expect(print(await train({ specAugment: always, seed: 2 })) === masked).toBe(false);
});

test('runTraining(start, options) stopped by its signal saves, and goes on with SpecAugment to the same bits', async () => {
  const specAugment = specAugmentOptions.parse({ probability: 1 });
  const whole = print(await train({ specAugment }));
  const controller = new AbortController();
  const saved: TrainingState[] = [];
  const log: LoopOptions['log'] = ({ step }) => {
    if (step === 2) controller.abort();
  };
  const stopped = train({ specAugment, log, signal: controller.signal, save: state => void saved.push(state) });
  await expect(stopped).rejects.toThrow(SavedError);
  expect(saved.map(({ step }) => step)).toEqual([2]);
  expect(print(await train({ specAugment }, saved[0])) === whole).toBe(true);
});

test.each([
  { accumulate: 1, precision: 'fp32' },
  { accumulate: 2, precision: 'fp32' },
  { accumulate: 1, precision: 'bf16' },
  { accumulate: 2, precision: 'bf16' },
] as const)(
  'runTraining at $precision, batches of a step: $accumulate, stops at weights thrown far away and saves none that is not finite',
  async more => {
    const saved: TrainingState[] = [];
    const evaluated: number[] = [];
    const monitor: Monitor = { ...unwatched, after: async step => void evaluated.push(step) };
    // Small steps first: there is a checkpoint to keep.
    const schedule: LoopOptions['schedule'] = ({ step }) => (step < 2 ? 0.01 : 1e30);
    const save: LoopOptions['save'] = state => void saved.push(state);
    await expect(train({ ...more, monitor, schedule, save, checkpointSteps: 1 })).rejects.toThrow(NumericError);
    expect(saved.map(({ step }) => step).slice(0, 2)).toEqual([1, 2]);
    // The step that is thrown away is not evaluated either, once its loss tells.
    expect(evaluated.at(-1)).toBeLessThanOrEqual(3);
    for (const { tensors } of saved)
      for (const { data } of tensors.values()) expect(data.every(Number.isFinite)).toBe(true);
  },
);

test('runTraining(start, options) saves no weight that an update of finite gradients made infinite', async () => {
  const saved: number[] = [];
  const overflow = train({
    schedule: () => Number.MAX_VALUE,
    save: ({ step }) => void saved.push(step),
    checkpointSteps: 1,
  });
  await expect(overflow).rejects.toThrow(/is not finite/);
  expect(saved).toEqual([]);
});
