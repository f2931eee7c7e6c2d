import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { models } from '../../src/models';
import { saveClasses } from '../../src/stages/classes';
import { startingWeights } from '../../src/stages/starting-weights';
import { networkIdentity } from '../../src/tasks/verification/network-identity';
import { initialWeights, saveWeights } from '../../src/training/weights';

const run = mkdtempSync(join(tmpdir(), 'svtk-start-'));
afterAll(() => rmSync(run, { recursive: true, force: true }));

const features = { type: 'spectrogram', options: {} };
const network = (changed: object) => {
  const options = models['vgg-m'].options.parse({ filters: [2, 2, 2, 2, 2], fc6: 4, embedding: 3, ...changed });
  return {
    model: models['vgg-m'].build(options, { features: 100 }),
    network: networkIdentity({ features, model: { type: 'vgg-m', options } }),
    seed: 5,
    start: { run },
  };
};

const first = network({});
const trained = initialWeights(first.model.parameters, 1);

beforeAll(() => {
  saveWeights(join(run, 'network.safetensors'), trained);
  saveClasses(join(run, 'classes.safetensors'), {
    arrays: new Map(),
    speakers: ['a'],
    variants: 1,
    network: first.network,
  });
});

test('startingWeights(…) of a second stage takes all arrays of the first, and draws by the seed those that it adds', () => {
  const second = network({ last: 'fc8', trained: 'last' });
  const weights = startingWeights(second);
  expect([...weights.keys()].sort()).toEqual(second.model.parameters.map(({ name }) => name).sort());
  for (const [name, array] of trained) expect(weights.get(name)).toEqual(array);
  const drawn = initialWeights(second.model.parameters, 5);
  for (const name of ['fc8.weight', 'fc8.bias']) expect(weights.get(name)).toEqual(drawn.get(name));
});

test('startingWeights(…) tells where the starting run has another network', () => {
  expect(() => startingWeights(network({ embedding: 4 }))).toThrow(
    /another network or other features: expected model\.options\.embedding 4, found model\.options\.embedding 3/,
  );
});
