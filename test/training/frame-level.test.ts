import { randomOf } from '../../src/core/random';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { makePass } from '../../src/layers/pass';
import { softmax } from '../../src/losses/softmax';
import { type FrameCnnOptions, frameCnn } from '../../src/models/frame-cnn';
import { sgd } from '../../src/training/optimizers/sgd';
import { startState, stateLayout } from '../../src/training/state-layout';
import { trainingStep } from '../../src/training/step';
import { toDevice } from '../../src/training/weights';

beforeAll(() => startEngine({ device: 'cpu' }));

const options: FrameCnnOptions = {
  features: 12,
  filters: [24, 20, 20, 32],
  fc1: 30,
  fc2: 16,
  pooling: 'average',
  after_fc1: 'linear',
  embedding_layer: 'fc2',
  frame_level: false,
  batch_norm: true,
};
const classes = 4;
const batch = 8;

/** Frames of four speakers: noise around a pattern of each. */
function frames(random: ReturnType<typeof randomOf>, label: number, count: number): number[][] {
  return Array.from({ length: count }, () =>
    Array.from({ length: options.features }, (_, bin) => 2 * Math.sin(bin * (label + 1)) + random.normal()),
  );
}

/** Weights after 40 steps of SGD, and how many of the last batch were classified right. */
function train() {
  const model = frameCnn(options);
  const loss = softmax.build(softmax.options.parse({}), { embedding: options.fc2, classes });
  const parts = { model, loss, optimizer: sgd.build(sgd.options.parse({})), clipNorm: 0 };
  const layout = stateLayout(parts);
  const step = trainingStep(parts, () => undefined);
  const { tensors } = startState(layout, 1);
  let state = layout.names.map(name => toDevice(tensors.get(name) ?? { shape: [0], data: new Float32Array() }));
  let accuracy = Number.NaN;
  for (let at = 0; at < 40; at++) {
    const random = randomOf('frame-level', at);
    const labels = Array.from({ length: batch }, () => random.integer(classes));
    const x = tf.tensor3d(labels.map(label => frames(random, label, 30)));
    const scalars = [0, 0.02, at + 1].map(value => tf.scalar(value));
    const outputs = tf.tidy(() => step([x, tf.tensor1d(labels, 'int32'), ...scalars, ...state]));
    accuracy = outputs[1]?.dataSync()[0] ?? Number.NaN;
    const next = outputs.slice(outputs.length - state.length);
    tf.dispose([x, ...scalars, ...state, ...outputs.slice(0, outputs.length - state.length)]);
    state = next;
  }
  return { accuracy, weights: new Map(layout.names.map((name, index) => [name, state[index] as tf.Tensor])) };
}

test('frameCnn(frame_level: true) gives a trained network’s embedding as the mean of its frames’ embeddings (B33, B34)', () => {
  const { accuracy, weights } = train();
  expect(accuracy).toBeGreaterThan(0.9);
  for (const [layer, dimension] of [
    ['fc1', options.fc1],
    ['fc2', options.fc2],
  ] as const) {
    for (const count of [1, 2, 31, 300]) {
      tf.tidy(() => {
        const x = tf.tensor3d([frames(randomOf('utterance', count), 2, count)]);
        const embedding = frameCnn({ ...options, embedding_layer: layer }).forward(makePass(weights, 'infer'), x);
        const pass = makePass(weights, 'infer', [layer]);
        const averaged = frameCnn({ ...options, embedding_layer: layer, frame_level: true }).forward(pass, x);
        const vectors = pass.exposed.get(layer) as tf.Tensor4D; // u_t
        expect(vectors.shape).toEqual([1, Math.ceil(count / 2), 1, dimension]);
        const mean = tf.mean(vectors, [1, 2]);
        const size = tf.max(tf.abs(embedding)).dataSync()[0] ?? Number.NaN;
        for (const other of [averaged, mean]) {
          const gap = tf.max(tf.abs(tf.sub(embedding, other))).dataSync()[0] ?? Number.NaN;
          expect(gap / size).toBeLessThan(2e-6); // float32's rounding of sums over up to 150 frames
        }
        pass.dispose();
      });
    }
  }
  tf.dispose([...weights.values()]);
});
