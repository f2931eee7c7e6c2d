import { compiled, onFallback, startTensorflow } from './compiled.mjs';
import { resnet34, trainedSize } from './network.mjs';
import { noise } from './noise.mjs';

const frames = 198;
const classes = 1000;

/** One training step: forward, backward and update, as training/loop.ts drives it, on features of 2 s crops. */
export async function open({ batch, precision, threads }) {
  const tf = await startTensorflow(threads);
  const { losses } = compiled('losses/index');
  const { optimizers } = compiled('training/optimizers/index');
  const { startState, stateLayout } = compiled('training/state-layout');
  const { stepFigures, trainingStep } = compiled('training/step');
  const { model } = resnet34();
  const parts = {
    model,
    loss: losses['am-softmax'].build(losses['am-softmax'].options.parse({}), { embedding: model.embedding, classes }),
    optimizer: optimizers.sgd.build(optimizers.sgd.options.parse({})),
    clipNorm: 0,
  };
  const layout = stateLayout(parts);
  const { tensors } = startState(layout, 1);
  const advance = compiled('engine/compile').compile(
    trainingStep(parts, () => {}),
    { name: 'training-step', precision, onFallback },
  );
  let state = layout.names.map(name => compiled('training/weights').toDevice(tensors.get(name)));
  const values = Float32Array.from({ length: batch * frames * 80 }, (_, index) => 3 * noise(index) - 1.5);
  const features = tf.tensor3d(values, [batch, frames, 80]);
  const labels = tf.tensor1d(
    Array.from({ length: batch }, (_, row) => (row * 31) % classes),
    'int32',
  );
  let step = 0;
  return {
    answer: [trainedSize(layout.parameters), batch, frames],
    run() {
      step++;
      const scalars = [0.2, 0.01, step].map(value => tf.scalar(value));
      const outputs = advance.run([features, labels, ...scalars, ...state]);
      const figures = stepFigures.map((_, index) => outputs[index].dataSync()[0]);
      tf.dispose([scalars, state, outputs.slice(0, stepFigures.length)]);
      state = outputs.slice(stepFigures.length);
      if (!figures.every(Number.isFinite)) throw new Error(`step ${step}: ${stepFigures} are ${figures}`);
    },
  };
}
