import { z } from 'zod';
import { UsageError } from '../../src/core/errors';
import { randomOf } from '../../src/core/random';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { makePass } from '../../src/layers/pass';
import { models } from '../../src/models';
import { type FrameCnnOptions, frameCnn } from '../../src/models/frame-cnn';
import { expectPytorch, layoutOf, pytorchReference } from './pytorch-case';

const count = z.number();
const options = z.object({
  features: count,
  filters: z.tuple([count, count, count, count]),
  fc1: count,
  fc2: count,
  pooling: z.enum(['average', 'biased-deviation', 'unbiased-deviation']),
  after_fc1: z.enum(['linear', 'relu']),
  frame_level: z.boolean(),
  batch_norm: z.boolean(),
});
const reference = pytorchReference('frame-cnn', options);

const tiny: FrameCnnOptions = {
  features: 7,
  filters: [6, 8, 5, 9],
  fc1: 10,
  fc2: 4,
  pooling: 'biased-deviation',
  after_fc1: 'linear',
  embedding_layer: 'fc2',
  frame_level: false,
  batch_norm: false,
};

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

for (const known of reference.cases) {
  const { pooling, after_fc1: between, frame_level: framewise, batch_norm: norm } = known.options;
  const form = `${pooling}, ${between} after fc1${norm ? ', batch norm' : ''}${framewise ? ', frame by frame' : ''}`;
  test(`frameCnn(${form}).forward(…) for ${known.batch} × ${known.time} frames in mode ${known.mode} is PyTorch’s, layer by layer`, () => {
    const model = frameCnn({ ...known.options, embedding_layer: 'fc2' });
    expectPytorch(model, known, { activations: 2e-5, gradients: 2e-4 }); // float32
  });
}

const build = (chosen: Record<string, unknown>, features = 40) =>
  models['frame-cnn'].build(models['frame-cnn'].options.parse(chosen), { features });

test('models.frame-cnn.build(…) has the 15.1 million weights of the layers as the paper writes them; 13 million fit average pooling only', () => {
  const statistics = layoutOf(build({}).parameters);
  expect(statistics).toEqual(reference.layouts['statistics']);
  expect(statistics.trained).toBe(15_106_600);
  const normalized = layoutOf(build({ batch_norm: true }).parameters);
  expect(normalized).toEqual(reference.layouts['batch norm']);
  expect(normalized.trained).toBe(15_119_800);
  const average = layoutOf(build({ pooling: 'average' }).parameters);
  expect(average).toEqual(reference.layouts['average']);
  expect(average.trained).toBe(12_856_600);
  expect(average.trained + 600 * 1211 + 1211).toBe(13_584_411); // with the output layer over VoxCeleb1's training speakers
});

/** Runs a network on weights from its own start, in mode infer, and gives its output and what is asked for by name. */
function infer(changed: Partial<FrameCnnOptions>, frames: number, wanted: readonly string[] = []) {
  const model = frameCnn({ ...tiny, ...changed });
  return tf.tidy(() => {
    const random = randomOf('frame-cnn');
    const weights = model.parameters.map(
      ({ name, shape, init }) => [name, tf.tensor(init(random), [...shape])] as const,
    );
    const pass = makePass(new Map(weights), 'infer', wanted);
    const output = model.forward(pass, tf.randomNormal([2, frames, 7], 0, 1, 'float32', 5));
    return {
      output: output.arraySync(),
      exposed: Object.fromEntries([...pass.exposed].map(([name, tensor]) => [name, tensor.shape])),
      values: Object.fromEntries([...pass.exposed].map(([name, tensor]) => [name, tensor.arraySync()])),
    };
  });
}

test('frameCnn(embedding_layer: fc1).forward(…) is what the same network exposes as fc1, before its ReLU', () => {
  const { values } = infer({ after_fc1: 'relu' }, 20, ['fc1']);
  const { output } = infer({ after_fc1: 'relu', embedding_layer: 'fc1' }, 20);
  expect(output).toEqual(values['fc1']);
  expect(output.flat().some(value => value < 0)).toBe(true);
});

test('frameCnn(…) exposes a frame for each frame of features at layer 1, one for two above (B37), at fc1 and fc2 too where frames have embeddings', () => {
  const layers = ['conv1', 'conv2', 'conv3', 'conv4', 'fc1', 'fc2'];
  expect(infer({ pooling: 'average' }, 21, layers).exposed).toEqual({
    conv1: [2, 21, 1, 6],
    conv2: [2, 11, 1, 8],
    conv3: [2, 11, 1, 5],
    conv4: [2, 11, 1, 9],
    fc1: [2, 10],
    fc2: [2, 4],
  });
  const { fc1, fc2 } = infer({ pooling: 'average', frame_level: true }, 21, layers).exposed;
  expect([fc1, fc2]).toEqual([
    [2, 11, 1, 10],
    [2, 11, 1, 4],
  ]);
});

test('frameCnn(frame_level: true) refuses what is not linear from the pooling to the embedding', () => {
  const framewise = (changed: Partial<FrameCnnOptions>) => () =>
    frameCnn({ ...tiny, pooling: 'average', frame_level: true, ...changed });
  expect(framewise({ pooling: 'biased-deviation' })).toThrow(UsageError);
  expect(framewise({ after_fc1: 'relu' })).toThrow(/model.frame_level.*found after_fc1: relu/s);
  expect(framewise({ after_fc1: 'relu', embedding_layer: 'fc1' })).not.toThrow();
});

test('frameCnn(…).forward(…) takes leastFrames frames', () => {
  for (const pooling of ['average', 'biased-deviation', 'unbiased-deviation'] as const) {
    const { leastFrames } = frameCnn({ ...tiny, pooling });
    expect(leastFrames).toBe(pooling === 'unbiased-deviation' ? 3 : 1);
    expect(infer({ pooling }, leastFrames).output.flat().every(Number.isFinite)).toBe(true);
  }
  expect(() => infer({ pooling: 'unbiased-deviation' }, 2)).toThrow(/too short/);
});
