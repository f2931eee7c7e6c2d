// One training step of ResNet34 (32-64-128-256 channels, 200 frames of 80 mels, AM-Softmax over 1,000 speakers, SGD with momentum):
//   node scripts/bench/training-step.mjs [--batch 8] [--steps 8] [--precision fp32] [--threads 2]
// Its peer is training-step.py. Wall time is the figure on a quiet machine; on a busy one compare the processor seconds.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const { startEngine } = require('../../dist/engine/start.js');
const { tf } = require('../../dist/engine/tf.js');
const { compile } = require('../../dist/engine/compile.js');
const { resnet } = require('../../dist/models/resnet.js');
const { losses } = require('../../dist/losses/index.js');
const { sgd } = require('../../dist/training/optimizers/sgd.js');
const { trainingStep, stateLayout, startState } = require('../../dist/training/step.js');

const { values } = parseArgs({
  options: {
    batch: { type: 'string', default: '8' },
    steps: { type: 'string', default: '8' },
    precision: { type: 'string', default: 'fp32' },
    threads: { type: 'string', default: '2' },
  },
});
const [batch, steps] = [Number(values.batch), Number(values.steps)];
const speakers = 1000;

const device = await startEngine({ device: 'cpu', threads: Number(values.threads) });
const embedding = 256;
const model = resnet({ features: 80, channels: 32, blocks: [3, 4, 6, 3], pooling: 'unbiased-deviation', embedding });
const margin = losses['am-softmax'];
const loss = margin.build(margin.options.parse({}), { classes: speakers, embedding });
const parts = { model, loss, optimizer: sgd.build(sgd.options.parse({})), clipNorm: 0 };
const layout = stateLayout(parts);
const start = startState(layout, 1).tensors;
let state = layout.names.map(name => tf.tensor(start.get(name).data, start.get(name).shape));
const step = trainingStep(parts, () => {});
const compiled = compile(step, { name: 'step', precision: values.precision, onFallback: line => console.log(line) });

const features = tf.randomNormal([batch, 200, 80], 0, 1, 'float32', 1);
const labels = tf.tensor1d(
  Array.from({ length: batch }, (_, index) => index % speakers),
  'int32',
);
const [wall, processor] = [[], []];
for (let index = 0; index <= steps; index++) {
  const [began, used] = [performance.now(), process.cpuUsage()];
  const scalars = [0.01, 0.2, index + 1].map(number => tf.scalar(number));
  const outputs = compiled.run([features, labels, ...scalars, ...state]);
  outputs[0].dataSync();
  tf.dispose([scalars, state, outputs.slice(0, -state.length)]);
  state = outputs.slice(-state.length);
  const { user, system } = process.cpuUsage(used);
  if (index === 0) continue; // traced, checked and optimized in the first call
  wall.push((performance.now() - began) / 1000);
  processor.push((user + system) / 1e6);
}
const median = numbers => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const figures = { wall: median(wall), fastest: Math.min(...wall), processor: median(processor) };
const rounded = Object.fromEntries(
  Object.entries(figures).map(([name, seconds]) => [name, Number(seconds.toFixed(3))]),
);
const setting = { batch, precision: values.precision, threads: device.threads };
console.log(JSON.stringify({ tool: `svtk, TensorFlow ${device.tensorflow}`, ...setting, ...rounded }));
