import { compile } from '../../src/engine/compile';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { contrastive } from '../../src/losses/contrastive';
import { models } from '../../src/models';
import { sgd } from '../../src/training/optimizers/sgd';
import { startState, stateLayout } from '../../src/training/state-layout';
import { trainingStep } from '../../src/training/step';
import { toDevice } from '../../src/training/weights';

beforeAll(() => startEngine({ device: 'cpu' }));

const features = 100;
const chosen = { filters: [8, 8, 8, 8, 8], fc6: 16, embedding: 12, last: 'fc8', trained: 'last' };
const labels = [0, 0, 1, 1, 2, 2];

test('trainingStep(vgg-m trained: last, contrastive with hard pairs) becomes one function, and changes fc8 alone', () => {
  const model = models['vgg-m'].build(models['vgg-m'].options.parse(chosen), { features });
  const loss = contrastive.build(contrastive.options.parse({ hard: 0.1 }));
  const parts = { model, loss, optimizer: sgd.build(sgd.options.parse({})), clipNorm: 0 };
  const layout = stateLayout(parts);
  expect(layout.trained.map(({ name }) => name)).toEqual(['fc8.weight', 'fc8.bias']);
  const { tensors } = startState(layout, 1);
  const state = layout.names.map(name => toDevice(tensors.get(name) ?? { shape: [0], data: new Float32Array() }));
  const fallbacks: string[] = [];
  const step = compile(
    trainingStep(parts, () => undefined),
    { name: 'step', onFallback: reason => void fallbacks.push(reason) },
  );
  const x = tf.randomNormal([labels.length, 80, features], 0, 1, 'float32', 3);
  const scalars = [1, 0.1, 1].map(value => tf.scalar(value));
  const outputs = step.run([x, tf.tensor1d(labels, 'int32'), ...scalars, ...state]);
  expect(fallbacks).toEqual([]);
  const after = outputs.slice(outputs.length - state.length);
  const changed = layout.names.filter((_, at) => {
    const [old, renewed] = [state[at], after[at]].map(tensor => Array.from(tensor?.dataSync() ?? []).join());
    return old !== renewed;
  });
  expect(changed.filter(name => !name.startsWith('optimizer.'))).toEqual(['fc8.weight', 'fc8.bias']);
  step.dispose();
  tf.dispose([x, ...scalars, ...state, ...outputs]);
});
