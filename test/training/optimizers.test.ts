import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { buildChoice } from '../../src/recipe/choice';
import { optimizers } from '../../src/training/optimizers';
import { adam } from '../../src/training/optimizers/adam';
import { sgd } from '../../src/training/optimizers/sgd';
import reference from '../references/optimizers.json';

beforeAll(() => startEngine({ device: 'cpu' }));

const gradientAt = (step: number, place: number): number => Math.sin(step + 1.7 * place) - 0.3;

function build(type: string, options: unknown) {
  return type === 'sgd' ? sgd.build(sgd.options.parse(options)) : adam.build(adam.options.parse(options));
}

/** Weights after each update, on the device. */
function trail(type: string, options: unknown, decays: boolean): number[][] {
  const optimizer = build(type, options);
  let weight: tf.Tensor = tf.tensor1d(reference.start);
  let slots: readonly tf.Tensor[] = optimizer.slots.map(() => tf.zerosLike(weight));
  return reference.rates.map((rate, step) => {
    const gradient = tf.tensor1d([0, 1, 2].map(place => gradientAt(step, place)));
    const updated = optimizer.update({
      weight,
      gradient,
      slots,
      learningRate: tf.scalar(rate),
      step: tf.scalar(step + 1),
      decays,
    });
    ({ weight, slots } = updated);
    return [...weight.dataSync()];
  });
}

test.each(reference.cases)('$type with $options gives the weights of PyTorch to 1e-6 over five updates', one => {
  const ours = trail(one.type, one.options, true);
  for (const [step, weights] of one.weights.entries()) {
    for (const [place, weight] of weights.entries()) expect(Math.abs(ours[step]![place]! - weight)).toBeLessThan(1e-6);
  }
});

test('update({ decays: false }) leaves biases and batch-norm scales without weight decay', () => {
  expect(trail('sgd', { weight_decay: 0.5 }, false)).toEqual(trail('sgd', { weight_decay: 0 }, true));
  expect(trail('adam', { weight_decay: 0.5, decoupled: true }, false)).toEqual(trail('adam', {}, true));
});

test('every optimizer of the registry builds from its defaults', () => {
  expect(Object.keys(optimizers)).toEqual(['sgd', 'adam']);
  expect(buildChoice(optimizers, { type: 'sgd', options: sgd.options.parse({}) }).slots).toEqual(['momentum']);
  expect(buildChoice(optimizers, { type: 'adam', options: adam.options.parse({}) }).slots).toEqual(['mean', 'square']);
});
